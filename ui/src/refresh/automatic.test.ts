/** Automatic refresh, on the page with a fake shell. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { Ipc, ProfilePage } from '../ipc';
import { aPage, aRow, fakeIpc, hours } from '../../dev/fake-ipc';

beforeEach(() => vi.setSystemTime(new Date(hours(0))));

function open(page: ProfilePage, change: Partial<Ipc> = {}) {
  render(App, { ipc: fakeIpc([page], {}, change) });
}
const press = async (testid: string) => fireEvent.click(await screen.findByTestId(testid));
const text = (testid: string) => screen.getByTestId(testid).textContent;

describe('the switch of an OA', () => {
  it('asks once whether another program refreshes it, and then shows the next refresh', async () => {
    open(aPage());
    await press('automatic-switch');
    await press('automatic-keep');
    expect(text('automatic')).toContain('đang tắt');
    await press('automatic-switch');
    const act = await screen.findByTestId('automatic-act');
    await waitFor(() => expect(act.getAttribute('aria-disabled')).toBe('false'), { timeout: 2000 });
    await fireEvent.click(act);
    await waitFor(() => expect(text('automatic')).toContain('đang bật'));
    expect(text('automatic-said')).toContain('Lần kế tiếp');
    await press('automatic-switch');
    await waitFor(() => expect(text('automatic')).toContain('đang tắt'));
  });

  it('shows the reason for a stop, and is hidden for an OA that cannot be refreshed', async () => {
    const paused = { on: true, at: hours(1), words: 'page-auto-paused' };
    open(aPage({ row: aRow({ automatic: paused }) }));
    expect((await screen.findByTestId('automatic-said')).textContent).toContain('tạm dừng');
  });

  it('is hidden for a practice OA', async () => {
    open(aPage({ row: aRow({ practice: true }) }));
    await screen.findByTestId('send');
    expect(screen.queryByTestId('automatic')).toBeNull();
  });
});

describe('the settings of all', () => {
  it('set margin, switch and pause immediately', async () => {
    const setPolicy = vi.fn<Ipc['setPolicy']>(async () => null);
    const pauseAutoRefresh = vi.fn<Ipc['pauseAutoRefresh']>(async () => null);
    open(aPage(), { setPolicy, pauseAutoRefresh });
    await press('settings');
    await press('settings-clock');
    await press('clock-margin-6');
    expect(setPolicy).toHaveBeenLastCalledWith(true, 6);
    await press('clock-automatic');
    expect(setPolicy).toHaveBeenLastCalledWith(false, 3);
    await press('clock-pause');
    expect(pauseAutoRefresh).toHaveBeenCalledExactlyOnceWith(60);
  });
});

describe('the file written after each refresh', () => {
  it('is chosen in the export dialog, shown on the page, retried and removed', async () => {
    const chooseDestination = vi.fn<Ipc['chooseDestination']>(async (id) => ({ ...aRow({ id }), outlet: failed }));
    const failed = { file: '~/zalo.env', at: hours(0), fault: 'outlet-cannot-write' };
    let row = aRow();
    const shell = {
      chooseDestination: async (...given: Parameters<Ipc['chooseDestination']>) => (
        (row = aRow({ outlet: failed })),
        chooseDestination(...given)
      ),
      tryDestination: async () => (row = aRow({ outlet: { ...failed, fault: null } })),
      removeDestination: async () => (row = aRow()),
      listProfiles: async () => [row],
      openProfile: async () => aPage({ row }),
    };
    open(aPage(), shell);
    await press('export');
    await press('export-format-env');
    await press('export-outlet');
    expect((await screen.findByTestId('outlet-said')).textContent).toContain('Không ghi được tệp');
    expect(text('outlet-said')).toContain('vẫn được giữ an toàn');
    expect(chooseDestination.mock.calls[0]?.[1]).toMatchObject({ format: 'env', withRefreshToken: false });
    await press('outlet-try');
    await waitFor(() => expect(text('outlet-said')).toContain('Đã ghi lúc'));
    await press('outlet-remove');
    await waitFor(() => expect(screen.queryByTestId('outlet')).toBeNull());
  });
});
