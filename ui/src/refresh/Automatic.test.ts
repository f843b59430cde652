/** Automatic refresh, on the page with a fake shell. */
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Ipc } from '../ipc';
import { aPage, aRow, hours } from '../../dev/fake-ipc';
import { gone, open, press, text } from '../../dev/on-page';

describe('the switch of an OA', () => {
  const on = () => screen.getByTestId('automatic-switch').getAttribute('aria-checked');

  it('asks whether anything else refreshes it, with no answer chosen; only "none" turns it on', async () => {
    const setAutomatic = vi.fn<Ipc['setAutomatic']>(async () => aRow());
    await open(aPage(), { setAutomatic }, 'automatic-switch');
    await screen.findByTestId('automatic-question');
    expect(document.querySelector('.question .on')).toBeNull();
    for (const answer of ['automatic-yes', 'automatic-unsure']) {
      await press(answer);
      expect((await screen.findByTestId('how-to-look')).textContent).toContain('n8n');
    }
    expect(setAutomatic).not.toHaveBeenCalled();
    await press('automatic-keep');
    await gone('automatic-question');
    expect(document.activeElement).toBe(screen.getByTestId('automatic-switch'));
    await press('automatic-switch');
    await press('automatic-act');
    await waitFor(() => expect(setAutomatic).toHaveBeenCalledExactlyOnceWith('p1', true));
  });

  it('shows the next refresh while it is on, and is turned off without a question', async () => {
    await open(aPage(), {}, 'automatic-switch', 'automatic-act');
    await waitFor(() => expect(on()).toBe('true'));
    expect(text('automatic-said')).toContain('Lần tới');
    expect(screen.getByTestId('gauge').textContent).toContain('Tự làm mới');
    await press('automatic-switch');
    await waitFor(() => expect(on()).toBe('false'));
    expect(text('automatic')).toContain('đang tắt');
  });

  it('shows the reason for a stop', async () => {
    const paused = { on: true, at: hours(1), words: 'page-auto-paused' };
    await open(aPage({ row: aRow({ automatic: paused }) }));
    expect((await screen.findByTestId('automatic-said')).textContent).toContain('Tạm dừng');
  });

  it('a wrong clock has a sentence of its own', async () => {
    const wrong = { on: true, at: null, words: 'auto-clock-wrong' };
    await open(aPage({ row: aRow({ automatic: wrong }) }));
    expect((await screen.findByTestId('automatic-more')).textContent).toContain('chỉnh lại ngày giờ');
  });

  it('has no switch for a practice OA', async () => {
    await open(aPage({ row: aRow({ practice: true }) }));
    await screen.findByTestId('send');
    expect(screen.queryByTestId('automatic-switch')).toBeNull();
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
