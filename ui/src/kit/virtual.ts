/** Which rows of a long list to draw. Pure. */

/** Returns where each row begins, and at the end the height of all. */
export function offsetsOf(heights: readonly number[]): number[] {
  const offsets = [0];
  for (const height of heights) offsets.push((offsets.at(-1) ?? 0) + height);
  return offsets;
}

/** Returns the number of the row at a height: the last one that begins at or above it. */
export function rowAt(offsets: readonly number[], top: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((offsets[middle] ?? 0) <= top) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface Span {
  from: number;
  /** The row after the last one. */
  to: number;
}

/** The span changes by so many rows at once, so that most scroll events change nothing. */
const STEP = 4;

/**
 * Returns the rows in view, with at least `more` on both sides, so that scrolling and the Tab key meet drawn rows.
 */
export function spanOf(offsets: readonly number[], top: number, height: number, more: number): Span {
  const count = offsets.length - 1;
  const from = Math.floor((rowAt(offsets, top) - more) / STEP) * STEP;
  const to = Math.ceil((rowAt(offsets, top + height) + 1 + more) / STEP) * STEP;
  return { from: Math.max(0, from), to: Math.min(count, to) };
}

/** Reports whether a row is wholly in view. */
export function isSeen(offsets: readonly number[], place: number, top: number, height: number): boolean {
  return (offsets[place] ?? 0) >= top && (offsets[place + 1] ?? 0) <= top + height;
}
