import { expect, it } from 'vitest';
import { pairIn } from './clipboard-content';

const both = { accessToken: 'FAKE_ACCESS', refreshToken: 'FAKE_REFRESH' };

it.each([
  ['as Zalo answers', '{"access_token":"FAKE_ACCESS","refresh_token":"FAKE_REFRESH","expires_in":"90000"}'],
  ['laid out, line ends lost in the box', '{   "refresh_token": "FAKE_REFRESH",   "access_token": "FAKE_ACCESS" }'],
  [
    'with line ends, spaces around, and a byte order mark',
    '\uFEFF{\r\n "access_token":"FAKE_ACCESS",\n"refresh_token":"FAKE_REFRESH"}\n ',
  ],
])('%s it is split', (_what, text) => {
  expect(pairIn(text)).toEqual(both);
});

it.each([
  ['a token', 'FAKE_REFRESH'],
  ['nothing', ''],
  ['cut JSON', '{"access_token":"FAKE_ACCESS","refresh_token":"FAKE'],
  ['one key alone', '{"access_token":"FAKE_ACCESS"}'],
  ['an empty token', '{"access_token":"FAKE_ACCESS","refresh_token":""}'],
  ['a token that is no text', '{"access_token":"FAKE_ACCESS","refresh_token":12}'],
  ['a list', '[{"access_token":"FAKE_ACCESS","refresh_token":"FAKE_REFRESH"}]'],
  ['an error of Zalo’s', '{"error":-14014,"error_name":"Invalid refresh token."}'],
])('%s is unchanged', (_what, text) => {
  expect(pairIn(text)).toBeNull();
});
