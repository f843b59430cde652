import { expect, it } from 'vitest';
import { partsOf } from './licences';

it.each([
  ['', []],
  ['\n\n', []],
  ['serde\t1.0.0\tMIT OR Apache-2.0\n', [{ name: 'serde', version: '1.0.0', licence: 'MIT OR Apache-2.0' }]],
  [
    'a\t1\tMIT\r\nb\t2\tISC',
    [
      { name: 'a', version: '1', licence: 'MIT' },
      { name: 'b', version: '2', licence: 'ISC' },
    ],
  ],
  ['alone', [{ name: 'alone', version: '', licence: '' }]],
  ['\t1\tMIT', []],
  ['a\t1\tMIT\tmore', [{ name: 'a', version: '1', licence: 'MIT' }]],
])('%j lists %j', (text, expected) => {
  expect(partsOf(text)).toEqual(expected);
});
