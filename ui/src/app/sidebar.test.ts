import { expect, it } from 'vitest';
import { aRow } from '../../dev/fake-ipc';
import { itemsOf } from './sidebar';

const t = (id: string) => id;
const rows = ['p1', 'p2', 'p3'].map((id) => aRow({ id }));
const group = { id: 'g1', name: 'Bán lẻ', hue: 140, profiles: ['p1'] };
const keys = (...args: Parameters<typeof itemsOf>) => itemsOf(...args).map((item) => item.key);

it('without groups and pins there is one list', () => {
  expect(keys(t, rows, [], [])).toEqual(['oas', 'p1', 'p2', 'p3']);
});

it('groups come first, then the pinned OAs, then the others', () => {
  expect(keys(t, rows, ['p1'], [group])).toEqual(['groups', 'group g1', 'pins', 'p1', 'oas', 'p2', 'p3']);
});

it('a head without anything below it is not there', () => {
  expect(keys(t, rows, ['p3', 'p2', 'p1'], [])).toEqual(['pins', 'p1', 'p2', 'p3']);
  expect(keys(t, rows, ['gone'], [])).toEqual(['oas', 'p1', 'p2', 'p3']);
});
