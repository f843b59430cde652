/** The program's third-party components, as the shell lists them. Pure. */

export interface Part {
  name: string;
  version: string;
  licence: string;
}

/** Parses lines of tab-separated name, version and licence. Skips lines without a name. */
export function partsOf(text: string): Part[] {
  return text
    .split(/\r?\n/u)
    .map((line) => line.split('\t').map((cell) => cell.trim()))
    .map(([name = '', version = '', licence = '']) => ({ name, version, licence }))
    .filter((part) => part.name !== '');
}
