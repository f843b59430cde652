/** The page of an OA, with a fake shell: its request, its values, checking its token. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Ipc } from '../ipc';
import { aCheck, EXPIRED } from '../../dev/fake-authorization';
import { aFailedAnswer, anOutcome, aPage, aRow, hours, refusal } from '../../dev/fake-ipc';
import { confirm, gone, isDisabled, open, pick, press, text, type } from '../../dev/on-page';

describe('the cURL tab', () => {
  it('shows the masked command, and asks before it is copied', async () => {
    const copyCurl = vi.fn(async () => null);
    await open(aPage(), { copyCurl }, 'tab-curl');
    expect((await screen.findByTestId('curl')).textContent).toContain('refresh_token=••••••••••••MRTe');
    expect(screen.queryByTestId('reveal-secret_key')).toBeNull();
    await press('curl-copy');
    await press('curl-keep');
    expect(copyCurl).not.toHaveBeenCalled();
    await gone('curl-confirm');
    await press('curl-copy');
    await confirm('curl-confirm');
    expect(copyCurl).toHaveBeenCalledExactlyOnceWith('p1');
    expect((await screen.findByTestId('toast')).textContent).toContain('cURL');
  });

  it('has nothing to copy without a refresh token', async () => {
    await open(aPage({ row: aRow({ hasRefreshToken: false }), send: 'no_refresh_token' }), {}, 'tab-curl');
    await screen.findByTestId('curl');
    expect(screen.queryByTestId('curl-copy')).toBeNull();
  });
});

describe('correcting', () => {
  it('an error is shown while typing, and blocks saving', async () => {
    await open(aPage(), {}, 'edit');
    await type('edit-app-id', '12x');
    await screen.findByText('app_id phải là một dãy số.');
    expect(isDisabled('edit-save')).toBe(true);
    await type('edit-app-id', '12');
    await waitFor(() => expect(isDisabled('edit-save')).toBe(false));
  });

  it('the box of the access token appears with a refresh token', async () => {
    const editProfile = vi.fn<Ipc['editProfile']>(async () => aRow());
    await open(aPage(), { editProfile }, 'edit');
    await screen.findByTestId('edit-refresh-token');
    expect(screen.queryByTestId('edit-access-token')).toBeNull();
    await type('edit-refresh-token', 'FAKE_REFRESH');
    await type('edit-access-token', 'FAKE a b');
    await screen.findByText(/Chuỗi này có dấu cách/u);
    await type('edit-access-token', 'FAKE_ACCESS');
    await waitFor(() => expect(isDisabled('edit-save')).toBe(false));
    await press('edit-save');
    const typed = { refreshToken: 'FAKE_REFRESH', accessToken: 'FAKE_ACCESS' };
    expect(editProfile.mock.calls[0]?.[1]).toMatchObject(typed);
  });
});

it('the shortcut for Gửi does nothing while a value is being corrected', async () => {
  const refreshToken = vi.fn<Ipc['refreshToken']>(async () => refusal({ code: 'busy' }));
  await open(aPage({ send: 'sends' }), { refreshToken }, 'edit');
  await screen.findByTestId('edit-save');
  const shortcut = { key: 'Enter', ctrlKey: true };
  await fireEvent.keyDown(window, shortcut);
  expect(refreshToken).not.toHaveBeenCalled();
  await press('edit-cancel');
  await fireEvent.keyDown(window, shortcut);
  expect(refreshToken).toHaveBeenCalledOnce();
});

describe('a refused secret_key', () => {
  const refused = (wrong = true) => {
    const answer = aFailedAnswer({ words: 'refused-secret-key', next: 'fix_secret_key' }, hours(-1));
    const page = aPage({
      row: aRow({ state: wrong ? 'refused' : 'valid', obtainedAt: hours(-5) }),
      send: 'sends',
      answer,
    });
    page.request.rows = page.request.rows.map((row) => ({ ...row, wrong: wrong && row.key === 'secret_key' }));
    return page;
  };

  it('is corrected in its row, and sent by the same button', async () => {
    let page = refused();
    const editProfile = vi.fn<Ipc['editProfile']>(async () => (page = refused(false)).row);
    const refreshToken = vi.fn<Ipc['refreshToken']>(async () => anOutcome());
    const shell = { editProfile, refreshToken, openProfile: async () => page, listProfiles: async () => [page.row] };
    await open(page, shell, 'next-step');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('edit-secret-key')));
    expect(isDisabled('edit-send')).toBe(true);
    await type('edit-secret-key', 'FAKE_KEY');
    await press('edit-send');
    await waitFor(() => expect(refreshToken).toHaveBeenCalledExactlyOnceWith('p1', false));
    expect(editProfile.mock.calls[0]?.[1]).toMatchObject({ secretKey: 'FAKE_KEY', refreshToken: null });
  });

  it('once corrected, is not called refused before it was sent', async () => {
    await open(refused(false));
    await screen.findByTestId('hero');
    expect(text('state')).not.toContain('từ chối');
    expect(isDisabled('send')).toBe(false);
    expect(document.querySelector('.kv1.mark')).toBeNull();
  });

  it('Esc leaves the row as it was', async () => {
    const editProfile = vi.fn<Ipc['editProfile']>(async () => aRow());
    await open(refused(), { editProfile }, 'edit-secret_key');
    await fireEvent.keyDown(await screen.findByTestId('edit-secret-key'), { key: 'Escape' });
    await gone('edit-secret-key');
    expect(editProfile).not.toHaveBeenCalled();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('edit')));
  });
});

describe('copying', () => {
  it('says when the clipboard is cleared, and shows a check in the button for a moment', async () => {
    await open(aPage(), {}, 'copy-access');
    expect((await screen.findByTestId('toast')).textContent).toContain(
      'Đã sao chép access token. Bộ nhớ tạm tự xóa sau 2 phút.',
    );
    expect(screen.getByTestId('copy-access').dataset['copied']).toBe('true');
    await waitFor(() => expect(screen.getByTestId('copy-access').dataset['copied']).toBe('false'), { timeout: 2000 });
  });

  it('Ctrl Shift C copies the access token', async () => {
    const copySecret = vi.fn<Ipc['copySecret']>(async () => null);
    await open(aPage(), { copySecret });
    await screen.findByTestId('hero');
    await fireEvent.keyDown(window, { key: 'C', ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(copySecret).toHaveBeenCalledExactlyOnceWith('p1', 'access_token'));
  });

  it('an ended token says that it has ended', async () => {
    await open(aPage({ row: aRow({ state: 'expired', accessExpiresAt: hours(-2) }), send: 'sends' }));
    await screen.findByTestId('hero-refresh');
    expect(screen.queryByTestId('copy-access')).toBeNull();
    await press('copy-access-line');
    expect((await screen.findByTestId('toast')).textContent).toContain('đã hết hạn');
  });
});

it('after a send the focus goes to copying', async () => {
  let page = aPage({ row: aRow({ state: 'expired', accessExpiresAt: hours(-2) }), send: 'sends' });
  const refreshToken = async () => ((page = aPage()), anOutcome());
  await open(page, { refreshToken, openProfile: async () => page, listProfiles: async () => [page.row] });
  const button = await screen.findByTestId('hero-refresh');
  button.focus();
  await fireEvent.click(button);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('copy-access')));
});

describe('checking', () => {
  it('shows the OA of the token, and clears it when there is another pair', async () => {
    let page = aPage();
    const shell = { listProfiles: async () => [page.row], openProfile: async () => page };
    await open(page, shell);
    await pick('check-token');
    await waitFor(() => expect(text('check-result')).toContain('đang dùng được'));
    expect(text('check-result')).toContain('1.234 người quan tâm');
    expect(text('check-result')).toContain('đến 12/08/2027');
    page = aPage({ row: aRow({ generation: 4 }) });
    await new Promise(requestAnimationFrame);
    document.dispatchEvent(new Event('visibilitychange'));
    await gone('check-result');
  });

  it('a refusal shows Zalo’s message and the one button', async () => {
    await open(aPage({ send: 'asks' }), { checkToken: async () => EXPIRED });
    await pick('check-token');
    await waitFor(() => expect(text('check-result')).toContain('-220'));
    expect(text('state')).toContain('Access token không dùng được');
    expect(screen.getByTestId('gauge').dataset['kind']).toBe('empty');
    await press('check-next');
    await screen.findByTestId('confirm-send');
  });

  it('is offered before a valid token is replaced', async () => {
    const checkToken = vi.fn<Ipc['checkToken']>(async () => aCheck());
    const refreshToken = () => refusal({ code: 'needs_confirmation' } as const);
    await open(aPage({ send: 'asks' }), { checkToken, refreshToken }, 'send', 'confirm-check');
    await waitFor(() => expect(checkToken).toHaveBeenCalledExactlyOnceWith('p1'));
    await gone('confirm-send');
  });
});

it('shows ahead of time when the user will be needed', async () => {
  const ahead = { why: 'refresh_token_ends', at: hours(24 * 5.5), urgent: true } as const;
  await open(aPage({ row: aRow({ ahead }) }), {}, 'nav-overview');
  expect(text('row-ahead')).toContain('5 ngày');
  expect(screen.getByTestId('overview-need').textContent).toContain('Refresh token sắp hết hạn');
});
