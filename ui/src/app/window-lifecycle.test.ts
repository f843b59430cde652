/** Showing and closing the window: when it is shown, what is asked, what is switched, which notices come late. */
import { mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { Ipc, Listeners } from '../ipc';
import { aPage, aRow, fakeIpc, refusal } from '../../dev/fake-ipc';

let app: ReturnType<typeof mount> | undefined;
let listeners: Listeners;
const pages = [aPage(), aPage({ row: aRow({ id: 'p2', name: 'Shop Thảo My' }) })];

async function settled() {
  for (let turn = 0; turn < 20; turn += 1) {
    await Promise.resolve();
    await tick();
  }
}

async function open(change: Partial<Ipc>) {
  const listen: Ipc['listen'] = async (given) => {
    listeners = given;
    return () => undefined;
  };
  app = mount(App, { target: document.body, props: { ipc: fakeIpc(pages, {}, { listen, ...change }) } });
  await settled();
}

const there = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);

async function press(testid: string) {
  // Dialogs and settings are a script of their own.
  await vi.dynamicImportSettled();
  await settled();
  there(testid)?.click();
  await settled();
}

beforeEach(() => {
  document.body.innerHTML = '';
});
afterEach(async () => {
  if (app) await unmount(app);
  app = undefined;
});

describe('showing the window', () => {
  it('waits for the first screen', async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const openProfile: Ipc['openProfile'] = async () => held.then(() => aPage());
    const showWindow = vi.fn<Ipc['showWindow']>(async () => {
      expect(there('send')).not.toBeNull();
      return false;
    });
    await open({ openProfile, showWindow });
    expect(showWindow).not.toHaveBeenCalled();
    answer();
    await settled();
    expect(showWindow).toHaveBeenCalledOnce();
  });

  it('a change that was missed before the page listened is asked for', async () => {
    const getAppState = vi.fn<Ipc['getAppState']>(fakeIpc(pages).getAppState);
    await open({ getAppState, showWindow: async () => true });
    expect(getAppState).toHaveBeenCalledTimes(2);
  });

  it('showing the window repeats no request', async () => {
    const listProfiles = vi.fn<Ipc['listProfiles']>(async () => pages.map(({ row }) => row));
    await open({ listProfiles });
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
    expect(listProfiles).not.toHaveBeenCalled();
    await new Promise(requestAnimationFrame);
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
    expect(listProfiles).toHaveBeenCalled();
  });
});

describe('closing the window for the first time', () => {
  for (const [testid, answer] of [
    ['close-keep', true],
    ['close-end', false],
  ] as const) {
    it(`${testid} answers ${String(answer)}`, async () => {
      const answerClose = vi.fn<Ipc['answerClose']>(async () => null);
      await open({ answerClose });
      expect(there(testid)).toBeNull();
      listeners.closeAsked();
      await settled();
      await press(testid);
      expect(answerClose).toHaveBeenCalledExactlyOnceWith(answer);
      expect(there(testid)).toBeNull();
    });
  }
});

describe('the switches', () => {
  it('a change that the system rejects is reverted', async () => {
    const setStartsWithComputer = vi.fn<Ipc['setStartsWithComputer']>(async () => refusal({ code: 'no_autostart' }));
    await open({ getStartsWithComputer: async () => false, setStartsWithComputer });
    await press('settings');
    await press('background-start');
    expect(setStartsWithComputer).toHaveBeenCalledExactlyOnceWith(true);
    expect(there('background-start')?.getAttribute('aria-checked')).toBe('false');
    expect(there('toast')).not.toBeNull();
  });

  it('the close setting is saved with the appearance settings', async () => {
    const setUiSettings = vi.fn<Ipc['setUiSettings']>(async () => null);
    await open({ setUiSettings });
    await press('settings');
    await press('background-close');
    expect(setUiSettings).toHaveBeenLastCalledWith(expect.objectContaining({ closeToTray: true }));
  });
});

describe('a message without a notification service', () => {
  it('is shown when the window opens, and leads to the OA', async () => {
    const takeNotifications = vi.fn<Ipc['takeNotifications']>(async () => []);
    takeNotifications.mockResolvedValueOnce([{ id: 'p2', text: 'Shop Thảo My cần cấp quyền lại' }]);
    await open({ takeNotifications });
    expect(there('offer')?.textContent).toContain('Shop Thảo My cần cấp quyền lại');
    await press('toast-undo');
    expect(document.querySelector('h1')?.textContent).toContain('Shop Thảo My');
  });

  it('a click on a notification shows its OA, and a deleted OA shows nothing', async () => {
    await open({});
    listeners.profileWanted('p2');
    listeners.profileWanted('gone');
    await settled();
    expect(document.querySelector('h1')?.textContent).toContain('Shop Thảo My');
  });
});
