import { expect, it } from 'vitest';
import { completed, type ProfileRow } from '.';
import { aRow } from '../../dev/fake-ipc';

it('every row has the fields that it shares with the first', () => {
  const first = aRow();
  const different = { id: 'p2', name: 'Shop Thảo My', facts: null } as ProfileRow;
  expect(completed([first, different])).toEqual([first, { ...first, ...different }]);
  expect(completed([])).toEqual([]);
});
