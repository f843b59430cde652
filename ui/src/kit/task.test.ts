import { expect, it, vi } from 'vitest';
import { Task } from './task.svelte';

it('is busy until the work ends, and does not begin other work meanwhile', async () => {
  const report = vi.fn();
  const task = new Task(report);
  let end: (result: string) => void = () => undefined;
  const first = task.run(() => new Promise<string>((resolve) => (end = resolve)));
  expect(task.busy).toBe(true);
  const other = vi.fn(async () => 'other');
  expect(await task.run(other)).toBeUndefined();
  expect(other).not.toHaveBeenCalled();
  end('done');
  expect(await first).toBe('done');
  expect(task.busy).toBe(false);
  expect(report).not.toHaveBeenCalled();
});

it('reports a failure, and can run again', async () => {
  const report = vi.fn(() => 'reported');
  const task = new Task(report);
  const failure = new Error('FAKE');
  expect(await task.run(() => Promise.reject(failure))).toBe('reported');
  expect(report).toHaveBeenCalledExactlyOnceWith(failure);
  expect(task.busy).toBe(false);
  expect(await task.run(async () => 'done')).toBe('done');
});
