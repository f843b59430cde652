import { describe, expect, it } from 'vitest';
import { isSeen, offsetsOf, rowAt, spanOf } from './virtual';

describe('a long list', () => {
  const offsets = offsetsOf([100, 36, 36, 36]);

  it('knows where each row begins', () => {
    expect(offsets).toEqual([0, 100, 136, 172, 208]);
    expect(offsetsOf([])).toEqual([0]);
  });

  it.each([
    [0, 0],
    [99, 0],
    [100, 1],
    [171, 2],
    [9999, 3],
    [-5, 0],
  ])('finds the row at %d', (top, row) => {
    expect(rowAt(offsets, top)).toBe(row);
  });

  it('draws the rows in view and some around them', () => {
    expect(spanOf(offsets, 0, 50, 0)).toEqual({ from: 0, to: 4 });
    expect(spanOf(offsets, 110, 50, 1)).toEqual({ from: 0, to: 4 });
    expect(spanOf([0], 0, 600, 8)).toEqual({ from: 0, to: 0 });
  });

  it('draws the same rows while little is scrolled', () => {
    const many = offsetsOf(Array.from({ length: 100 }, () => 36));
    const spans = Array.from({ length: 72 }, (_, top) => JSON.stringify(spanOf(many, 1000 + top, 600, 8)));
    expect(new Set(spans).size).toBeLessThanOrEqual(2);
  });

  it('draws few of ten thousand, wherever it is', () => {
    const many = offsetsOf(Array.from({ length: 10_000 }, () => 36));
    for (const top of [0, 180_000, 359_400]) {
      const { from, to } = spanOf(many, top, 600, 8);
      expect(to - from).toBeLessThan(40);
      expect(many[from]).toBeLessThanOrEqual(top);
      expect(many[to]).toBeGreaterThanOrEqual(Math.min(top + 600, 360_000));
    }
  });
});

it('a row is seen if the whole of it is in view', () => {
  const offsets = offsetsOf([10, 10, 10, 10]);
  expect([0, 1, 2, 3].map((place) => isSeen(offsets, place, 5, 25))).toEqual([false, true, true, false]);
});
