/** A fake preview of an export. */
import { type EnvVariable, type ExportChoice, type ExportFormat, type ExportPreview } from '../src/ipc';

const DOTS = '••••••••••••';
const [SHOWN_ACCESS, SHOWN_REFRESH, ENDS] = [`${DOTS}xBzR`, `${DOTS}MRTe`, '2026-11-23T14:14:05Z'];
const ENDINGS: Partial<Record<ExportFormat, string>> = { text: 'txt', env: 'env', tsv: 'tsv', curl: 'sh' };

/** A simplified version of the core's export, masked. */
export function roughPreview({ format, names, withRefreshToken: both }: ExportChoice): ExportPreview {
  const [access, ends, refresh] = [
    names.accessToken.trim() || 'ZALO_OA_ACCESS_TOKEN',
    names.expiresAt.trim() || 'ZALO_OA_EXPIRES_AT',
    names.refreshToken.trim() || 'ZALO_OA_REFRESH_TOKEN',
  ];
  const variables: [EnvVariable, string][] = [
    ['access_token', access],
    ['expires_at', ends],
    ['refresh_token', refresh],
  ];
  const isWrong = ([, name]: [EnvVariable, string], place: number) =>
    !/^[A-Za-z_]\w*$/u.test(name) || variables.slice(0, place).some(([, other]) => other === name);
  const wrong = variables.filter(isWrong).map(([variable]) => variable);
  const withIt = <T>(value: T): T[] => (both ? [value] : []);
  const json = (members: Record<string, string>, more: Record<string, string>) =>
    JSON.stringify({ ...members, ...(both ? more : {}) }, null, 2);
  const texts: Record<ExportFormat, () => string> = {
    text: () => (both ? `access_token: ${SHOWN_ACCESS}\nrefresh_token: ${SHOWN_REFRESH}` : SHOWN_ACCESS),
    env: () =>
      [`${access}=${SHOWN_ACCESS}`, `${ends}=${ENDS}`, ...withIt(`${refresh}=${SHOWN_REFRESH}`)]
        .map((line) => `${line}\n`)
        .join(''),
    json_iso: () =>
      json(
        { access_token: SHOWN_ACCESS, expires_at: ENDS },
        { refresh_token: SHOWN_REFRESH, refresh_expires_at: '2027-02-20T13:14:05Z' },
      ),
    json: () =>
      `{"access_token":"${SHOWN_ACCESS}",${both ? `"refresh_token":"${SHOWN_REFRESH}",` : ''}"expires_in":"90000"}`,
    tsv: () => ['Cà phê Hà Nội', SHOWN_ACCESS, ENDS, ...withIt(SHOWN_REFRESH)].join('\t') + '\n',
    postman_environment: () =>
      JSON.stringify(
        {
          name: 'Cà phê Hà Nội',
          values: [
            { key: 'access_token', value: SHOWN_ACCESS, type: 'secret', enabled: true },
            { key: 'access_token_expires_at', value: ENDS, type: 'default', enabled: true },
            ...withIt({ key: 'refresh_token', value: SHOWN_REFRESH, type: 'secret', enabled: true }),
          ],
          _postman_variable_scope: 'environment',
        },
        null,
        2,
      ),
    curl: () => `curl -H 'access_token: ${SHOWN_ACCESS}' 'https://openapi.zalo.me/v2.0/oa/getoa'`,
  };
  const stopped = format === 'env' && wrong.length > 0;
  const fileName = `Cà phê Hà Nội.${ENDINGS[format] ?? 'json'}`;
  return { text: stopped ? '' : texts[format](), fileName, wrong: stopped ? wrong : [] };
}
