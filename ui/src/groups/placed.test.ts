import { expect, test } from 'vitest';
import type { ProfileGroup } from '../ipc';
import { placed } from './rules';

const FOOD: ProfileGroup = { id: 'food', name: 'Ăn vặt', hue: 28, profiles: ['a', 'b'] };
const SHOPS: ProfileGroup = { id: 'shops', name: 'Bán lẻ', hue: 140, profiles: ['c'] };

test('an imported OA goes into the group of its name, and a group that is missing is made', () => {
  let count = 0;
  const named = new Map([
    ['a', 'bán lẻ '],
    ['d', 'Nhà hàng'],
    ['e', 'Nhà hàng'],
  ]);
  const groups = placed([FOOD, SHOPS], named, () => `new-${++count}`);
  expect(groups.map(({ id, name, profiles }) => [id, name, profiles])).toEqual([
    ['food', 'Ăn vặt', ['b']],
    ['shops', 'Bán lẻ', ['c', 'a']],
    ['new-1', 'Nhà hàng', ['d', 'e']],
  ]);
  expect(new Set(groups.map((group) => group.hue)).size).toBe(3);
});
