/** Automatic refresh, on the page with a fake shell. */
import { screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Ipc } from '../ipc';
import { aPage, aRow, hours } from '../../dev/fake-ipc';
import { confirm, open, press, text } from '../../dev/on-page';

beforeEach(() => vi.setSystemTime(new Date(hours(0))));

describe('the switch of an OA', () => {
  it('asks once whether another program refreshes it, and then shows the next refresh', async () => {
    await open(aPage());
    await press('automatic-switch');
    await press('automatic-keep');
    expect(text('automatic')).toContain('đang tắt');
    await press('automatic-switch');
    await confirm('automatic-act');
    await waitFor(() => expect(text('automatic')).toContain('đang bật'));
    expect(text('automatic-said')).toContain('Lần kế tiếp');
    await press('automatic-switch');
    await waitFor(() => expect(text('automatic')).toContain('đang tắt'));
  });

  it('shows the reason for a stop, and is hidden for an OA that cannot be refreshed', async () => {
    const paused = { on: true, at: hours(1), words: 'page-auto-paused' };
    await open(aPage({ row: aRow({ automatic: paused }) }));
    expect((await screen.findByTestId('automatic-said')).textContent).toContain('tạm dừng');
  });

  it('is hidden for a practice OA', async () => {
    await open(aPage({ row: aRow({ practice: true }) }));
    await screen.findByTestId('send');
    expect(screen.queryByTestId('automatic')).toBeNull();
  });
});

describe('the settings of all', () => {
  it('set margin, switch and pause immediately', async () => {
    const setPolicy = vi.fn<Ipc['setPolicy']>(async () => null);
    const pauseAutoRefresh = vi.fn<Ipc['pauseAutoRefresh']>(async () => null);
    await open(aPage(), { setPolicy, pauseAutoRefresh });
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
