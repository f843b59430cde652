import { describe, expect, it } from 'vitest';
import { envLines, FORMATS, isWrongName, takesRefreshToken, USUAL_NAMES } from './rules';

it('seven formats, the plain token first; only the command has no refresh token', () => {
  expect(FORMATS.map((format) => format.value)).toEqual([
    'text',
    'env',
    'json_iso',
    'json',
    'tsv',
    'postman_environment',
    'curl',
  ]);
  expect(FORMATS.filter((format) => !takesRefreshToken(format.value)).map((format) => format.value)).toEqual(['curl']);
});

describe('the lines of env', () => {
  it.each([
    ['usual names', 'ZALO_OA_ACCESS_TOKEN=••••ab12\nZALO_OA_EXPIRES_AT=2026-11-24T01:00:00Z\n', USUAL_NAMES],
    [
      'an empty box',
      'ZALO_OA_ACCESS_TOKEN=••••ab12\nE=2026-11-24T01:00:00Z\n',
      { ...USUAL_NAMES, accessToken: ' ', expiresAt: 'E' },
    ],
    [
      'a name that begins another',
      'TOKEN=••••ab12\nTOKEN_END=2026-11-24T01:00:00Z\n',
      { ...USUAL_NAMES, accessToken: 'TOKEN', expiresAt: ' TOKEN_END ' },
    ],
  ])('%s', (_what, text, names) => {
    expect(envLines(text, names)).toEqual([
      { variable: 'access_token', key: 'accessToken', value: '••••ab12' },
      { variable: 'expires_at', key: 'expiresAt', value: '2026-11-24T01:00:00Z' },
    ]);
  });

  it('an unknown expiry has no line, and the expiry of the refresh token has its own', () => {
    const lines = envLines('ZALO_OA_ACCESS_TOKEN=••••ab12\nZALO_OA_REFRESH_TOKEN="••••=x"\n', USUAL_NAMES);
    expect(lines.map((line) => [line.variable, line.value])).toEqual([
      ['access_token', '••••ab12'],
      ['refresh_token', '"••••=x"'],
    ]);
  });

  it('an empty text has no lines', () => {
    expect(envLines('', USUAL_NAMES)).toEqual([]);
  });
});

describe('a wrong name', () => {
  it.each([
    ['is marked', { ...USUAL_NAMES, accessToken: '1A' }, ['access_token'], [true, false, false]],
    [
      'that two have, whatever the case, is marked twice',
      { ...USUAL_NAMES, accessToken: 'a', expiresAt: 'A' },
      ['expires_at'],
      [true, true, false],
    ],
    [
      'taken by what is not shown is marked on what is',
      { ...USUAL_NAMES, accessToken: 'ZALO_OA_REFRESH_TOKEN' },
      ['refresh_token'],
      [true, false, true],
    ],
    ['is none', USUAL_NAMES, [], [false, false, false]],
  ] as const)('%s', (_what, names, wrong, marks) => {
    const keys = ['accessToken', 'expiresAt', 'refreshToken'] as const;
    expect(keys.map((key) => isWrongName(key, [...wrong], names))).toEqual(marks);
  });
});
