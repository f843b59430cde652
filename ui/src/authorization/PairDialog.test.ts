/** Getting a pair from Zalo, on the page with a fake shell. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuthorizationEndView, Ipc, Listeners } from '../ipc';
import { aCheck, aConsent, BEGUN, CALLBACK } from '../../dev/fake-authorization';
import { aFailedAnswer, anOutcome, aPage, aRow, hours, refusal } from '../../dev/fake-ipc';
import { confirm, gone, isDisabled, open, press, text, type } from '../../dev/on-page';

beforeEach(() => vi.setSystemTime(new Date(hours(0))));

const row = aRow({ state: 'needs_consent', obtainedAt: hours(-5) });
const answer = aFailedAnswer({ words: 'dead-used-elsewhere', next: 'get_new_pair' }, hours(-1));
const dead = aPage({ row, send: 'dead_token', answer });
const SAVED: AuthorizationEndView = {
  kind: 'ended',
  outcome: anOutcome({ verdict: 'saved', words: 'saved', next: 'none', zaloCode: null, zaloWords: null }),
};
const ADDRESS = `${CALLBACK}?code=FAKE_code&oa_id=1`;

/** Pastes as from the clipboard. */
async function paste(testid: string, value: string) {
  const event = new Event('paste', { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => value } });
  await fireEvent(await screen.findByTestId(testid), event);
}

describe('the consent link', () => {
  it('is created with the callback and PKCE, opened, and its pasted answer is submitted immediately', async () => {
    const beginAuthorization = vi.fn<Ipc['beginAuthorization']>(async () => BEGUN);
    const openAuthorization = vi.fn<Ipc['openAuthorization']>(async () => null);
    const finishAuthorization = vi.fn<Ipc['finishAuthorization']>(async () => SAVED);
    const checkToken = vi.fn<Ipc['checkToken']>(async () => aCheck());
    const shell = {
      getAuthorization: async () => aConsent(),
      beginAuthorization,
      openAuthorization,
      finishAuthorization,
      checkToken,
    };
    await open(dead, shell, 'next-step', 'road-link');
    await type('consent-callback', CALLBACK);
    await press('consent-open');
    await waitFor(() => expect(openAuthorization).toHaveBeenCalledExactlyOnceWith('p1'));
    expect(beginAuthorization).toHaveBeenCalledExactlyOnceWith('p1', CALLBACK, true);
    expect(text('consent-left')).toContain('9 phút');
    // Again the same link, since making a new one would invalidate it.
    await press('consent-open');
    await waitFor(() => expect(openAuthorization).toHaveBeenCalledTimes(2));
    expect(beginAuthorization).toHaveBeenCalledOnce();
    await paste('consent-address', `${ADDRESS}\n`);
    await gone('consent-address');
    expect(finishAuthorization).toHaveBeenCalledExactlyOnceWith('p1', ADDRESS, false);
    await waitFor(() => expect(checkToken).toHaveBeenCalledExactlyOnceWith('p1'));
    expect((await screen.findByTestId('toast')).textContent).toContain('lưu cặp token mới');
  });

  it('shows the error of the callback beside its box', async () => {
    const beginAuthorization = () => refusal({ code: 'invalid_callback', words: 'callback-not-address' });
    await open(dead, { beginAuthorization }, 'next-step', 'road-link', 'consent-open');
    await waitFor(() => expect(text('consent-callback-said')).toContain('không đúng dạng'));
    await type('consent-callback', 'https://x.vn');
    await gone('consent-callback-said');
  });

  it('reports a bad address and stays open; another OA needs a confirmation', async () => {
    const ends: AuthorizationEndView[] = [
      { kind: 'bad_address', words: 'consent-address-no-code' },
      { kind: 'other_oa', known: 'Cà phê Hà Nội', found: '999' },
      SAVED,
    ];
    const finishAuthorization = vi.fn<Ipc['finishAuthorization']>(async () => ends.shift() ?? SAVED);
    await open(dead, { getAuthorization: async () => BEGUN, finishAuthorization }, 'next-step', 'road-link');
    await paste('consent-address', CALLBACK);
    await waitFor(() => expect(text('consent-said')).toContain('không có mã cấp quyền'));
    await paste('consent-address', ADDRESS);
    expect((await screen.findByRole('alertdialog')).textContent).toContain('999');
    await confirm('other-oa-take');
    await gone('consent-address');
    expect(finishAuthorization.mock.calls.at(-1)).toEqual(['p1', null, true]);
  });

  it('a used code needs a new link; a wrong secret_key leads to its box', async () => {
    const refused = (words: string, next: 'get_new_pair' | 'fix_secret_key'): AuthorizationEndView => ({
      kind: 'ended',
      outcome: anOutcome({ verdict: 'rejected', words, next, zaloCode: '-1', zaloWords: 'FAKE no' }),
    });
    const ends = [refused('refused-secret-key', 'fix_secret_key'), refused('refused-code', 'get_new_pair')];
    const finishAuthorization = async () => ends.shift() ?? SAVED;
    const beginAuthorization = vi.fn<Ipc['beginAuthorization']>(async () => BEGUN);
    await open(
      dead,
      { getAuthorization: async () => BEGUN, finishAuthorization, beginAuthorization },
      'next-step',
      'road-link',
    );
    await paste('consent-address', ADDRESS);
    await waitFor(() => expect(text('consent-said')).toContain('FAKE no'));
    await press('consent-fix');
    await screen.findByTestId('edit-secret-key');
    await press('edit-cancel');
    await press('consent-finish');
    await waitFor(() => expect(text('consent-said')).toContain('quá 10 phút'));
    await press('consent-open');
    await waitFor(() => expect(beginAuthorization).toHaveBeenCalledOnce());
  });

  it('shows the risks of the callback address', async () => {
    const getAuthorization = async () => ({ ...BEGUN, warnings: ['page-consent-port-taken'] });
    await open(dead, { getAuthorization }, 'next-step', 'road-link');
    expect((await screen.findByTestId('page-consent-port-taken')).textContent).toContain('Một chương trình khác');
  });

  it('ends automatically when the browser’s answer arrives on this computer, and closing cancels it', async () => {
    let listeners: Listeners | undefined;
    const listen = async (given: Listeners) => ((listeners = given), () => undefined);
    const cancelAuthorization = vi.fn<Ipc['cancelAuthorization']>(async () => null);
    const getAuthorization = async () => ({ ...BEGUN, listening: true });
    await open(dead, { listen, cancelAuthorization, getAuthorization }, 'next-step', 'road-link');
    await screen.findByTestId('consent-address');
    listeners?.authorizationEnded('another', SAVED);
    expect(screen.queryByTestId('consent-address')).not.toBeNull();
    listeners?.authorizationEnded('p1', { kind: 'bad_address', words: 'consent-address-denied' });
    await waitFor(() => expect(text('consent-said')).toContain('không thành'));
    listeners?.authorizationEnded('p1', SAVED);
    await gone('consent-address');
    await press('next-step');
    await press('road-link');
    await press('revive-cancel');
    expect(cancelAuthorization).toHaveBeenCalledExactlyOnceWith('p1');
  });
});

describe('reviving a dead OA', () => {
  it('opens API Explorer, accepts Zalo’s complete answer, and then the OA can send again', async () => {
    const openLink = vi.fn(async () => null);
    let page = dead;
    const editProfile = vi.fn<Ipc['editProfile']>(async () => {
      page = aPage({ row: aRow({ state: 'new', obtainedAt: hours(0), generation: 4 }), send: 'sends', answer });
      return page.row;
    });
    const now = { listProfiles: async () => [page.row], openProfile: async () => page };
    await open(dead, { openLink, editProfile, ...now }, 'next-step', 'revive-open');
    expect(openLink).toHaveBeenCalledExactlyOnceWith('api_explorer');
    await type('revive-access-token', '{"access_token":"FAKE_ACCESS","refresh_token":"FAKE_REFRESH"}');
    expect(screen.getByTestId<HTMLInputElement>('revive-refresh-token').value).toBe('FAKE_REFRESH');
    expect(screen.getByTestId<HTMLInputElement>('revive-access-token').value).toBe('FAKE_ACCESS');
    expect(screen.getByTestId('revive-said').textContent).toContain('Đã tách');
    await press('revive-save');
    expect(editProfile.mock.calls[0]?.[1]).toMatchObject({ accessToken: 'FAKE_ACCESS', refreshToken: 'FAKE_REFRESH' });
    expect((await screen.findByTestId('toast')).textContent).toContain('Đã lưu cặp token mới');
    await waitFor(() => expect(isDisabled('send')).toBe(false));
    expect(screen.queryByTestId('explain')).toBeNull();
    expect(screen.getByTestId('state').textContent).toContain('Chưa làm mới lần nào');
  });

  it('reports swapped boxes, and swaps them', async () => {
    await open(dead, {}, 'next-step');
    await type('revive-access-token', 'FAKE_REFRESH');
    await type('revive-refresh-token', 'FAKE_ACCESS');
    await press('revive-swap');
    expect(screen.getByTestId<HTMLInputElement>('revive-refresh-token').value).toBe('FAKE_REFRESH');
    await waitFor(() => expect(screen.queryByTestId('revive-swap')).toBeNull());
  });

  it('equal tokens and a token of another OA block it', async () => {
    const editProfile = () => refusal({ code: 'same_token', other: 'Shop' });
    await open(dead, { editProfile }, 'next-step');
    await type('revive-access-token', 'FAKE_SAME');
    await type('revive-refresh-token', 'FAKE_SAME');
    await waitFor(() => expect(isDisabled('revive-save')).toBe(true));
    await type('revive-refresh-token', 'FAKE_REFRESH');
    await waitFor(() => expect(isDisabled('revive-save')).toBe(false));
    await press('revive-save');
    await screen.findByText(/OA “Shop” đang giữ token này/u);
  });

  it('with an empty form asks for the refresh token', async () => {
    await open(dead, {}, 'next-step', 'revive-save');
    await screen.findByText('Hãy dán refresh token vào ô này trước.');
    expect(document.activeElement).toBe(screen.getByTestId('revive-refresh-token'));
  });
});
