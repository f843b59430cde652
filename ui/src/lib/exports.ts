/** What the export dialog knows of the formats, and how it lays out what the core wrote. Pure. */
import type { EnvNamesInput, EnvVariable, ExportFormat } from './ipc';

interface FormatWords {
  value: ExportFormat;
  name: string;
  /** What it is good for, in a line. */
  what: string;
}

/** In the order they are offered. */
export const FORMATS: FormatWords[] = [
  { value: 'text', name: 'page-format-text', what: 'page-format-text-what' },
  { value: 'env', name: 'page-format-env', what: 'page-format-env-what' },
  { value: 'json_iso', name: 'page-format-json-iso', what: 'page-format-json-iso-what' },
  { value: 'json', name: 'page-format-json', what: 'page-format-json-what' },
  { value: 'tsv', name: 'page-format-tsv', what: 'page-format-tsv-what' },
  { value: 'postman_environment', name: 'page-format-postman', what: 'page-format-postman-what' },
  { value: 'curl', name: 'page-format-curl', what: 'page-format-curl-what' },
];

/** A cURL command calls the API: the refresh token has no place in it. */
export function takesRefreshToken(format: ExportFormat): boolean {
  return format !== 'curl';
}

/** The names the core gives the variables, unless the user gives others. */
export const USUAL_NAMES: EnvNamesInput = {
  accessToken: 'ZALO_OA_ACCESS_TOKEN',
  expiresAt: 'ZALO_OA_EXPIRES_AT',
  refreshToken: 'ZALO_OA_REFRESH_TOKEN',
};

const VARIABLES: { variable: EnvVariable; key: keyof EnvNamesInput }[] = [
  { variable: 'access_token', key: 'accessToken' },
  { variable: 'expires_at', key: 'expiresAt' },
  { variable: 'refresh_token', key: 'refreshToken' },
];

/** A variable's name as it will be written: a box left empty stands for the usual one. */
function nameOf(names: EnvNamesInput, key: keyof EnvNamesInput): string {
  return names[key].trim() || USUAL_NAMES[key];
}

/** One line of `env`: whose it is, and what stands behind the `=`. */
export interface EnvLine {
  variable: EnvVariable;
  key: keyof EnvNamesInput;
  value: string;
}

/** Takes the lines the core wrote apart, so that their names can be edited. */
export function envLines(text: string, names: EnvNamesInput): EnvLine[] {
  return VARIABLES.flatMap(({ variable, key }) => {
    const head = `${nameOf(names, key)}=`;
    const line = text.split('\n').find((each) => each.startsWith(head));
    return line === undefined ? [] : [{ variable, key, value: line.slice(head.length).trimEnd() }];
  });
}

/** Whether a name has to be changed; of two that are the same, both: the other may not be on the screen. */
export function isWrongName(key: keyof EnvNamesInput, wrong: EnvVariable[], names: EnvNamesInput): boolean {
  const bad = VARIABLES.filter(({ variable }) => wrong.includes(variable)).map((each) =>
    nameOf(names, each.key).toLowerCase(),
  );
  return bad.includes(nameOf(names, key).toLowerCase());
}
