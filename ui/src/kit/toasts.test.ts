import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Toasts } from './toasts.svelte';

beforeEach(() => vi.useFakeTimers());

describe('an offer', () => {
  const take = vi.fn();
  const offered = () => {
    take.mockClear();
    const toasts = new Toasts();
    toasts.say('gone', 'ok', { label: 'undo', take });
    return toasts;
  };

  it('stays for more than ten seconds, then closes', () => {
    const toasts = offered();
    vi.advanceTimersByTime(10_001);
    expect(toasts.offered?.label).toBe('undo');
    vi.advanceTimersByTime(10_000);
    expect(toasts.offered).toBeNull();
  });

  it('is not removed by a message meanwhile', () => {
    const toasts = offered();
    toasts.say('copied');
    expect([toasts.offered?.text, toasts.current?.text]).toEqual(['gone', 'copied']);
  });

  it('stays while it is held', () => {
    const toasts = offered();
    toasts.hold();
    vi.advanceTimersByTime(60_000);
    expect(toasts.offered).not.toBeNull();
    toasts.release();
    vi.advanceTimersByTime(60_000);
    expect(toasts.offered).toBeNull();
  });

  it('can be used once', () => {
    const toasts = offered();
    toasts.take();
    toasts.take();
    expect(take).toHaveBeenCalledTimes(1);
  });
});
