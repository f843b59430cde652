/** The history of an OA and its kept pairs, on the page with a fake shell. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { HistoryLine, Ipc } from '../ipc';
import { aPair, PAIRS } from '../../dev/fake-bundles';
import { aFailedAnswer, aLine, anAttempt, aPage, hours, refusal } from '../../dev/fake-ipc';
import { confirm, open, press, text } from '../../dev/on-page';

describe('the history', () => {
  const lines = [
    aLine({ at: hours(-1), words: 'history-refused', zaloWords: '-14004 · Invalid secret key.', attempt: 'a2' }),
    aLine({ at: hours(-30), words: 'history-imported', generation: 1 }),
  ];

  it('opens an attempt as it was sent, with nothing to reveal', async () => {
    const answer = aFailedAnswer({ words: 'refused-secret-key', zaloCode: '-14004', zaloWords: 'Invalid' });
    const openAttempt = vi.fn(async () =>
      anAttempt({ sends: 2, correctedSince: true, answer: answer ?? anAttempt().answer }),
    );
    await open(aPage({ answer: null }), { listHistory: async () => lines, openAttempt }, 'history');
    await screen.findByTestId('diary');
    expect(text('diary')).toMatch(/Hôm nay.*Thứ Bảy|Hôm nay.*Hôm qua/su);
    expect(screen.getAllByTestId('diary-attempt')).toHaveLength(1);
    // The newest line is chosen on arrival.
    await screen.findByTestId('attempt');
    expect(screen.getByTestId('diary-attempt').getAttribute('aria-current')).toBe('true');
    expect(openAttempt).toHaveBeenCalledExactlyOnceWith('p1', 'a2');
    expect(text('attempt-twice')).toContain('gửi lại một lần');
    expect(text('attempt-corrected')).toContain('đã được sửa');
    expect(screen.getByTestId('attempt').querySelector('[data-testid^="reveal"]')).toBeNull();
  });

  it('says who started a refresh, if that is known', async () => {
    const saved = ['history-by-automatic', 'history-by-user', null].map((by, place) =>
      aLine({ at: hours(-place - 1), attempt: `a${String(place)}`, by }),
    );
    await open(aPage(), { listHistory: async () => saved, openAttempt: async () => anAttempt() }, 'history');
    const lines = await screen.findAllByTestId('diary-attempt');
    expect(lines.map((line) => line.querySelector('small')?.textContent)).toEqual([
      'Tự làm mới',
      'Bạn lấy token mới',
      undefined,
    ]);
    expect((await screen.findByTestId('attempt')).textContent).toContain('Tự làm mới');
  });

  it('an attempt that cannot be loaded is reported, and the list stays', async () => {
    const openAttempt = () => refusal({ code: 'busy' });
    await open(aPage(), { listHistory: async () => lines, openAttempt }, 'history');
    await screen.findByTestId('toast');
    expect(screen.queryByTestId('attempt')).toBeNull();
    expect(screen.getByTestId('diary')).toBeTruthy();
  });

  it('reserves its space before its lines are loaded: nothing moves under the pointer', async () => {
    let come: (lines: HistoryLine[]) => void = () => undefined;
    const listHistory = () => new Promise<HistoryLine[]>((resolve) => (come = resolve));
    await open(aPage(), { listHistory }, 'history');
    await screen.findByTestId('history-pairs');
    const room = document.querySelector('.hist');
    expect(room).toBeTruthy();
    come(lines);
    await screen.findByTestId('diary');
    expect(room?.isConnected).toBe(true);
  });

  it('a day of the strip shows its lines only, and is left by the button or by the day again', async () => {
    await open(aPage(), { listHistory: async () => lines }, 'history');
    await screen.findByTestId('diary');
    const days = screen.getAllByTestId('day');
    expect(days).toHaveLength(90);
    expect(days.filter((day) => day.tabIndex === 0)).toEqual([days[89]]);
    await fireEvent.keyDown(days[89] as HTMLElement, { key: 'ArrowLeft' });
    expect(document.activeElement).toBe(days[88]);
    await fireEvent.click(days[89] as HTMLElement);
    expect(screen.queryByTestId('diary-line')).toBeNull();
    expect(screen.getAllByTestId('diary-attempt')).toHaveLength(1);
    await press('all-days');
    expect(screen.getByTestId('diary-line')).toBeTruthy();
    await fireEvent.click(days[80] as HTMLElement);
    expect(text('diary')).toContain('Không có gì trong ngày này');
  });

  it('copies its report in the page’s language', async () => {
    const copyReport = vi.fn(async () => null);
    await open(aPage(), { listHistory: async () => lines.slice(1), copyReport }, 'history');
    await screen.findByTestId('entry');
    await press('copy-report');
    await waitFor(() => expect(copyReport).toHaveBeenCalledWith('p1', 'vi'));
  });
});

describe('the saved pairs', () => {
  const WAY = ['history', 'history-pairs'];
  const listGenerations = async () => PAIRS;

  it('are listed with their number, their origin and their last characters', async () => {
    await open(aPage(), { listGenerations }, ...WAY);
    const rows = await screen.findAllByTestId('pair-row');
    expect(rows.map((row) => row.dataset['generation'])).toEqual(['5', '4', '3', '2', '1']);
    expect(rows.filter((row) => row.textContent.includes('Đang dùng'))).toEqual([rows[0]]);
    expect(rows[3]?.textContent).toContain('Không có');
    expect(rows[1]?.textContent).toContain('Đã thay');
    expect(rows[1]?.textContent).toContain('7kQw');
    await fireEvent.click(screen.getAllByTestId('pair-open')[4] as HTMLElement);
    expect(text('pair-opened')).toContain('Dán vào hoặc nhập từ tệp');
  });

  it('one token is revealed at a time, by its pair, and none after the list is left', async () => {
    const revealSecret = vi.fn<Ipc['revealSecret']>(async (_id, secret, of) => `FAKE ${secret} ${String(of)}`);
    await open(aPage(), { listGenerations, revealSecret }, ...WAY);
    const opens = await screen.findAllByTestId('pair-open');
    await fireEvent.click(opens[0] as HTMLElement);
    await press('pair-reveal-access');
    expect((await screen.findByTestId('revealed')).textContent).toBe('FAKE access_token 5');
    await fireEvent.click(opens[1] as HTMLElement);
    expect(screen.queryByTestId('revealed')).toBeNull();
    await press('pair-reveal-access');
    await waitFor(() => expect(screen.getByTestId('revealed').textContent).toBe('FAKE access_token 4'));
    expect(revealSecret).toHaveBeenLastCalledWith('p1', 'access_token', 4);
    await press('history-diary');
    await press('history-pairs');
    await screen.findAllByTestId('pair-row');
    expect(screen.queryByTestId('revealed')).toBeNull();
  });

  it('an access token is copied by its pair; a refresh token only after a question', async () => {
    const copySecret = vi.fn<Ipc['copySecret']>(async () => null);
    await open(aPage(), { listGenerations: async () => [aPair({ generation: 4 })], copySecret }, ...WAY);
    await press('pair-open');
    await press('pair-copy-access');
    expect(copySecret).toHaveBeenLastCalledWith('p1', 'access_token', 4);
    await press('pair-copy-refresh');
    expect(copySecret).toHaveBeenCalledTimes(1);
    await confirm('copy-refresh-confirm');
    expect(copySecret).toHaveBeenLastCalledWith('p1', 'refresh_token', 4);
  });
});
