/** What the export dialog knows about the formats, and how it lays out the core's output. Pure. */
import type { EnvNamesInput, EnvVariable, ExportFormat, ListFormat, ProfileRow } from '../ipc';
import { leftOf } from '../profile/rules';

interface FormatWords {
  value: ExportFormat;
  name: string;
  /** What the format is good for, in one line. */
  what: string;
}

/** The formats, in the order in which the dialog offers them. */
export const FORMATS: FormatWords[] = [
  { value: 'text', name: 'page-format-text', what: 'page-format-text-what' },
  { value: 'env', name: 'page-format-env', what: 'page-format-env-what' },
  { value: 'json_iso', name: 'page-format-json-iso', what: 'page-format-json-iso-what' },
  { value: 'json', name: 'page-format-json', what: 'page-format-json-what' },
  { value: 'tsv', name: 'page-format-tsv', what: 'page-format-tsv-what' },
  { value: 'postman_environment', name: 'page-format-postman', what: 'page-format-postman-what' },
  { value: 'curl', name: 'page-format-curl', what: 'page-format-curl-what' },
];

/** The formats that hold several OAs. */
export const LIST_FORMATS: readonly { value: ListFormat; name: string; what: string }[] = [
  { value: 'json', name: 'page-list-json', what: 'page-list-json-what' },
  { value: 'csv', name: 'page-list-csv', what: 'page-list-csv-what' },
  { value: 'env', name: 'page-list-env', what: 'page-list-env-what' },
];

/** Returns the OAs whose access token can be exported: it is there, has not ended, and belongs to this computer. */
export function listable(rows: readonly ProfileRow[], now: Date): ProfileRow[] {
  return rows.filter((row) => row.copyable && leftOf(row.accessExpiresAt, now) !== 0);
}

/** Reports whether the format can include the refresh token. A cURL command calls the API and does not need it. */
export function takesRefreshToken(format: ExportFormat): boolean {
  return format !== 'curl';
}

/** The default names that the core gives the variables. */
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

/** Returns the variable's name as it will be written; an empty box means the default name. */
function nameOf(names: EnvNamesInput, key: keyof EnvNamesInput): string {
  return names[key].trim() || USUAL_NAMES[key];
}

/** One line of `env`: which variable it sets, and the text after the `=`. */
export interface EnvLine {
  variable: EnvVariable;
  key: keyof EnvNamesInput;
  value: string;
}

/** Parses the lines that the core wrote, so that the user can edit their names. */
export function envLines(text: string, names: EnvNamesInput): EnvLine[] {
  return VARIABLES.flatMap(({ variable, key }) => {
    const head = `${nameOf(names, key)}=`;
    const line = text.split('\n').find((each) => each.startsWith(head));
    return line === undefined ? [] : [{ variable, key, value: line.slice(head.length).trimEnd() }];
  });
}

/** Reports whether the user must change a name. Of two equal names both count, because the other may not be visible. */
export function isWrongName(key: keyof EnvNamesInput, wrong: EnvVariable[], names: EnvNamesInput): boolean {
  const bad = VARIABLES.filter(({ variable }) => wrong.includes(variable)).map((each) =>
    nameOf(names, each.key).toLowerCase(),
  );
  return bad.includes(nameOf(names, key).toLowerCase());
}
