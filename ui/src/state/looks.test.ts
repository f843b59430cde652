import { expect, it, vi } from 'vitest';
import { fakeIpc, refusal } from '../../dev/fake-ipc';
import type { Ipc, UiSettings } from '../lib/ipc';
import { LooksState } from './looks.svelte';

const KEPT: UiSettings = { language: 'vi', theme: 'light', lastProfile: null, order: 'added', closeToTray: false };

function worn(setUiSettings: Ipc['setUiSettings']) {
  const tell = vi.fn();
  const looks = new LooksState(fakeIpc([], {}, { setUiSettings }), tell);
  looks.take(KEPT);
  return { looks, tell };
}

const full = () => refusal({ code: 'cannot_write_file' as const, words: 'page-looks-not-kept' });

it('a choice that cannot be saved is reverted and reported', async () => {
  const { looks, tell } = worn(full);
  const changed = looks.change({ theme: 'dark', closeToTray: true });
  expect(looks.theme).toBe('dark');
  await changed;
  expect([looks.theme, looks.closeToTray]).toEqual(['light', false]);
  expect(document.documentElement.dataset.theme).toBe('light');
  expect(tell).toHaveBeenCalledTimes(1);
});

it('a later choice is saved and stays', async () => {
  const setUiSettings = vi.fn<Ipc['setUiSettings']>((looks) => (looks.theme === 'dark' ? full() : Promise.resolve(null)));
  const { looks } = worn(setUiSettings);
  void looks.change({ theme: 'dark' });
  await looks.change({ order: 'urgency' });
  expect([looks.theme, looks.order]).toEqual(['light', 'urgency']);
  expect(setUiSettings).toHaveBeenLastCalledWith({ ...KEPT, order: 'urgency' });
});

it('the last shown OA is saved, and a failure of that is not reported', async () => {
  const { looks, tell } = worn(full);
  looks.remember('p2');
  await Promise.resolve();
  expect(looks.lastProfile).toBe('p2');
  expect(tell).not.toHaveBeenCalled();
});
