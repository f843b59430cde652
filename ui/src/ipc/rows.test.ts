import { expect, it } from 'vitest';
import { rowsOf } from '.';
import { aRow } from '../../dev/fake-ipc';

it('every row of a table gets the names of the first', () => {
  const [first, second] = [aRow(), aRow({ id: 'p2', name: 'Shop Thảo My', facts: null })];
  const values = Object.keys(first).map((name) => second[name as keyof typeof second]);
  expect(rowsOf({ first, others: [values] })).toEqual([first, second]);
  expect(rowsOf({ first: null, others: [] })).toEqual([]);
});
