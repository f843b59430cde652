import { expect, it } from 'vitest';
import { formatCode, groupsOf } from './recovery-code';

it.each([
  ['', ''],
  ['k', 'K'],
  ['k7pt', 'K7PT'],
  ['k7pt9', 'K7PT-9'],
  ['K7PT-', 'K7PT'],
  [' k7pt – 9xq2 fake ', 'K7PT-9XQ2-FAKE'],
  // The core reports that it is too long; it is not silently truncated.
  ['a'.repeat(30), 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AA'],
])('%j is shown as %j', (typed, shown) => {
  expect(formatCode(typed)).toBe(shown);
  expect(formatCode(shown)).toBe(shown);
});

it('a code has its groups, and no code has none', () => {
  expect(groupsOf('K7PT-9XQ2')).toEqual(['K7PT', '9XQ2']);
  expect(groupsOf('')).toEqual([]);
});
