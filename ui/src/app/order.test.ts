import { describe, expect, it } from 'vitest';
import type { Order } from '../ipc';
import { aRow, hours, NOW } from '../../dev/fake-ipc';
import { neighbour, ordered, steady, stepFrom } from './order';

const rows = [
  aRow({ id: 'a', name: 'OA 10' }),
  aRow({ id: 'b', name: 'Đà Lạt', state: 'needs_consent' }),
  aRow({ id: 'c', name: 'OA 2', state: 'expiring', accessExpiresAt: hours(1) }),
  aRow({ id: 'd', name: 'Ánh Dương' }),
  aRow({ id: 'e', name: 'Dạ Lan', accessExpiresAt: hours(5) }),
];
const ids = (list: readonly { id: string }[]) => list.map((row) => row.id).join('');

describe('the order of the list', () => {
  it.each<[Order, string]>([
    ['added', 'abcde'],
    ['urgency', 'bceda'],
    ['name', 'debca'],
  ])('%s', (order, expected) => {
    expect(ids(ordered(rows, order, NOW))).toBe(expected);
  });

  it('does not change its input', () => {
    ordered(rows, 'name', NOW);
    expect(ids(rows)).toBe('abcde');
  });
});

it.each([
  ['all stay', ['c', 'a', 'b', 'd', 'e'], 'cabde'],
  ['a new one comes last', ['e', 'd', 'c', 'b'], 'edcba'],
  ['one that has gone leaves no gap', ['e', 'x', 'd', 'c', 'b', 'a'], 'edcba'],
  ['nothing was there', [], 'abcde'],
])('during a send: %s', (_what, before, expected) => {
  expect(ids(steady(rows, before))).toBe(expected);
});

it.each<[string | null, 1 | -1, string | undefined]>([
  ['a', 1, 'b'],
  ['b', -1, 'a'],
  ['e', 1, undefined],
  ['a', -1, undefined],
  [null, 1, 'a'],
  [null, -1, 'e'],
])('from %s by %i comes %s', (chosen, step, expected) => {
  expect(stepFrom(rows, chosen, step)?.id).toBe(expected);
});

it.each([
  ['a', 'b'],
  ['e', 'd'],
])('after %s is deleted, %s is shown', (gone, next) => {
  expect(neighbour(rows, gone)?.id).toBe(next);
});

it('after the last one is deleted, none is shown', () => {
  expect(neighbour(rows.slice(0, 1), 'a')).toBeUndefined();
});
