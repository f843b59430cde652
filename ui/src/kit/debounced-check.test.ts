import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DebouncedCheck } from './debounced-check';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A check whose questions are answered by the test. */
function pending() {
  const answers: ((answer: string) => void)[] = [];
  const taken: string[] = [];
  const ask = vi.fn(() => new Promise<string>((resolve) => answers.push(resolve)));
  return { answers, taken, ask, check: new DebouncedCheck(ask, (answer) => taken.push(answer)) };
}

it('asks once after typing has paused', async () => {
  const { ask, check } = pending();
  for (let typed = 0; typed < 3; typed += 1) {
    check.soon();
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(ask).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(50);
  expect(ask).toHaveBeenCalledOnce();
});

it('a question that is asked at once replaces the planned one', async () => {
  const { ask, check } = pending();
  check.soon();
  void check.now();
  await vi.advanceTimersByTimeAsync(1000);
  expect(ask).toHaveBeenCalledOnce();
});

it('takes only the latest answer, and returns each to its caller', async () => {
  const { answers, taken, check } = pending();
  const [older, newer] = [check.now(), check.now()];
  answers[1]?.('newer');
  answers[0]?.('older');
  expect(await Promise.all([older, newer])).toEqual(['older', 'newer']);
  expect(taken).toEqual(['newer']);
});

it.each(['soon', 'stop'] as const)('an answer that comes after %s is not taken', async (later) => {
  const { answers, taken, check } = pending();
  const asked = check.now();
  check[later]();
  answers[0]?.('stale');
  await asked;
  expect(taken).toEqual([]);
});

it('a stopped check does not ask', async () => {
  const { ask, check } = pending();
  check.soon();
  check.stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(ask).not.toHaveBeenCalled();
});

it('a failure reaches the caller of a question that is asked at once, and no other', async () => {
  const taken = vi.fn();
  const check = new DebouncedCheck(() => Promise.reject(new Error('FAKE')), taken);
  check.soon();
  await vi.advanceTimersByTimeAsync(1000);
  await expect(check.now()).rejects.toThrow('FAKE');
  expect(taken).not.toHaveBeenCalled();
});
