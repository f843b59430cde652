/** The parts the program is made of, as the shell lists them. Pure. */

export interface Part {
  name: string;
  version: string;
  licence: string;
}

/** Reads lines of name, version, licence, parted by tabs. A line without a name is none. */
export function partsOf(text: string): Part[] {
  return text
    .split(/\r?\n/u)
    .map((line) => line.split('\t').map((cell) => cell.trim()))
    .map(([name = '', version = '', licence = '']) => ({ name, version, licence }))
    .filter((part) => part.name !== '');
}
