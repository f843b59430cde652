import { expect, it, vi } from 'vitest';
import type { Settings } from '../ipc';
import { fakeIpc, refusal } from '../../dev/fake-ipc';
import { SettingsState } from './settings.svelte';

const KEPT: Settings = { proxy: 'http://a:1', accessClipboardSeconds: 120, otherClipboardSeconds: 30 };

async function loaded(setSettings: (settings: Settings) => Promise<null>, getSettings = async () => KEPT) {
  const tell = vi.fn();
  const settings = new SettingsState(fakeIpc([], {}, { getSettings, setSettings }), tell);
  await settings.load();
  return { settings, tell };
}

it('a change that cannot be saved is reverted and reported', async () => {
  const { settings, tell } = await loaded(() =>
    refusal({ code: 'cannot_save' as const, words: 'vault-full', next: 'vault-full-next', args: {} }),
  );
  await settings.change({ accessClipboardSeconds: 0 });
  expect(settings.kept?.accessClipboardSeconds).toBe(120);
  expect(tell).toHaveBeenCalledTimes(1);
});

it('after a refusal the saved settings are shown, whatever else was changed meanwhile', async () => {
  let stored = KEPT;
  const setSettings = async (settings: Settings) => {
    if (settings.accessClipboardSeconds === 0) {
      return refusal({ code: 'cannot_save' as const, words: 'vault-full', next: 'vault-full-next', args: {} });
    }
    stored = settings;
    return null;
  };
  const { settings, tell } = await loaded(setSettings, async () => stored);
  const refused = settings.change({ accessClipboardSeconds: 0 });
  await settings.change({ otherClipboardSeconds: 60 });
  await refused;
  expect(stored).toEqual({ ...KEPT, otherClipboardSeconds: 60 });
  expect(settings.kept).toEqual(stored);
  expect(tell).toHaveBeenCalledTimes(1);
});

it('an invalid address is reported beside the box, and never sent with another change', async () => {
  const setSettings = vi.fn((settings: Settings) =>
    settings.proxy === 'nonsense'
      ? refusal({ code: 'invalid_proxy', words: 'settings-proxy-not-an-address' })
      : Promise.resolve(null),
  );
  const { settings, tell } = await loaded(setSettings);
  settings.proxy = 'nonsense';
  await settings.keepProxy();
  expect(settings.proxyRefused).toBe('settings-proxy-not-an-address');
  expect(settings.proxy).toBe('nonsense');
  await settings.change({ otherClipboardSeconds: 60 });
  expect(setSettings).toHaveBeenLastCalledWith({ ...KEPT, otherClipboardSeconds: 60 });
  expect(tell).not.toHaveBeenCalled();
});

it('an address that did not change is not sent', async () => {
  const setSettings = vi.fn(async () => null);
  const { settings } = await loaded(setSettings);
  await settings.keepProxy();
  expect(setSettings).not.toHaveBeenCalled();
});
