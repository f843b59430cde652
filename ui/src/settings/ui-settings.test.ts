import { expect, it, vi } from 'vitest';
import type { Ipc } from '../ipc';
import { fakeIpc, refusal, UNCHANGED } from '../../dev/fake-ipc';
import { UiSettingsState } from './ui-settings.svelte';

const KEPT = { ...UNCHANGED, closeToTray: false };

function worn(setUiSettings: Ipc['setUiSettings']) {
  const tell = vi.fn();
  const uiSettings = new UiSettingsState(fakeIpc([], {}, { setUiSettings }), tell);
  uiSettings.take(KEPT);
  return { uiSettings, tell };
}

const full = () => refusal({ code: 'cannot_write_file' as const, words: 'page-looks-not-kept' });

it('a choice that cannot be saved is reverted and reported', async () => {
  const { uiSettings, tell } = worn(full);
  const changed = uiSettings.change({ theme: 'dark', closeToTray: true, groups: [], pins: [] });
  expect(uiSettings.theme).toBe('dark');
  await changed;
  expect([uiSettings.theme, uiSettings.closeToTray]).toEqual(['light', false]);
  expect(document.documentElement.dataset.theme).toBe('light');
  expect(tell).toHaveBeenCalledTimes(1);
});

it('a later choice is saved and stays', async () => {
  const setUiSettings = vi.fn<Ipc['setUiSettings']>((uiSettings) =>
    uiSettings.theme === 'dark' ? full() : Promise.resolve(null),
  );
  const { uiSettings } = worn(setUiSettings);
  void uiSettings.change({ theme: 'dark' });
  await uiSettings.change({ order: 'urgency' });
  expect([uiSettings.theme, uiSettings.order]).toEqual(['light', 'urgency']);
  expect(setUiSettings).toHaveBeenLastCalledWith({ ...KEPT, order: 'urgency' });
});

it('the last shown OA is saved, and a failure of that is not reported', async () => {
  const { uiSettings, tell } = worn(full);
  uiSettings.remember('p2');
  await Promise.resolve();
  expect(uiSettings.lastProfile).toBe('p2');
  expect(tell).not.toHaveBeenCalled();
});
