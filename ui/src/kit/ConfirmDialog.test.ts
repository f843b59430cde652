import { fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import ConfirmDialog from './ConfirmDialog.svelte';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function ask() {
  const [onkeep, onact] = [vi.fn(), vi.fn()];
  const children = createRawSnippet(() => ({ render: () => '<p>Why</p>' }));
  render(ConfirmDialog, { title: 'Sure?', keep: 'Keep', act: 'Act', onkeep, onact, children });
  await vi.advanceTimersByTimeAsync(50);
  return { onkeep, onact, act: screen.getByText('Act'), keep: screen.getByText('Keep') };
}

describe('a question before an irreversible action', () => {
  it('focuses the safe answer', async () => {
    const { keep } = await ask();
    expect(document.activeElement).toBe(keep);
  });

  it('a click within the dead time does nothing, a later click works', async () => {
    const { act, onact } = await ask();
    await vi.advanceTimersByTimeAsync(540);
    await fireEvent.click(act);
    expect(onact).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(20);
    await fireEvent.click(act);
    expect(onact).toHaveBeenCalledOnce();
  });

  it('the second click of a double click does nothing', async () => {
    const { act, onact } = await ask();
    await vi.advanceTimersByTimeAsync(1000);
    await fireEvent.click(act, { detail: 2 });
    expect(onact).not.toHaveBeenCalled();
  });

  it('a shortcut or a held key never becomes a click', async () => {
    const { act, keep } = await ask();
    await vi.advanceTimersByTimeAsync(1000);
    for (const button of [act, keep]) {
      expect(await fireEvent.keyDown(button, { key: 'Enter' })).toBe(true);
      for (const key of [{ ctrlKey: true }, { metaKey: true }, { repeat: true }]) {
        const wasNotPrevented = await fireEvent.keyDown(button, { key: 'Enter', ...key });
        expect(wasNotPrevented).toBe(false);
      }
    }
  });

  it('Esc cancels', async () => {
    const { keep, onkeep, onact } = await ask();
    await fireEvent.keyDown(keep, { key: 'Escape' });
    await vi.advanceTimersByTimeAsync(50);
    expect(onkeep).toHaveBeenCalled();
    expect(onact).not.toHaveBeenCalled();
  });
});
