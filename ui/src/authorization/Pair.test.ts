/** Getting a pair from Zalo, on the page with a fake shell. */
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { AuthorizationEndView, Ipc, Listeners } from '../ipc';
import { aCheck, aConsent, BEGUN, CALLBACK } from '../../dev/fake-authorization';
import { aFailedAnswer, anOutcome, aPage, aRow, hours, refusal } from '../../dev/fake-ipc';
import { confirm, gone, open, paste as pasteOn, press, text, type } from '../../dev/on-page';

const row = aRow({ state: 'needs_consent', obtainedAt: hours(-5) });
const answer = aFailedAnswer({ words: 'dead-used-elsewhere', next: 'get_new_pair' }, hours(-1));
const dead = aPage({ row, send: 'dead_token', answer });
const SAVED: AuthorizationEndView = {
  kind: 'ended',
  outcome: anOutcome({ verdict: 'saved', words: 'saved', next: 'none', zaloCode: null, zaloWords: null }),
};
const ADDRESS = `${CALLBACK}?code=FAKE_code&oa_id=1`;

async function paste(testid: string, value: string) {
  pasteOn(value, await screen.findByTestId(testid));
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
    await press('consent-make');
    expect((await screen.findByTestId('admin-message')).textContent).toContain(BEGUN.link);
    expect(text('consent-left')).toContain('9 phút');
    expect(beginAuthorization).toHaveBeenCalledExactlyOnceWith('p1', CALLBACK, true);
    await press('consent-open');
    await waitFor(() => expect(openAuthorization).toHaveBeenCalledExactlyOnceWith('p1'));
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

  it('ends automatically when the browser’s answer arrives on this computer; leaving the page ends no link', async () => {
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
    await gone('pair-admin');
    expect(cancelAuthorization).not.toHaveBeenCalled();
  });
});

it('the message for the admin is copied with the link in it, and the link alone on request', async () => {
  const copyAuthorizationLink = vi.fn<Ipc['copyAuthorizationLink']>(async () => null);
  await open(dead, { getAuthorization: async () => BEGUN, copyAuthorizationLink }, 'next-step', 'road-link');
  await press('consent-message');
  await waitFor(() => expect(copyAuthorizationLink).toHaveBeenCalledOnce());
  const message = copyAuthorizationLink.mock.calls[0]?.[1] ?? '';
  expect(message).toContain('{link}');
  expect(message).toContain('trong 10 phút');
  await press('consent-copy');
  await waitFor(() => expect(copyAuthorizationLink).toHaveBeenLastCalledWith('p1', null));
});

it('the callback address can be changed, which makes a new link', async () => {
  const beginAuthorization = vi.fn<Ipc['beginAuthorization']>(async () => BEGUN);
  await open(dead, { getAuthorization: async () => BEGUN, beginAuthorization }, 'next-step', 'road-link');
  await press('consent-change');
  await type('consent-callback', 'https://khac.vn/zalo');
  await press('consent-make');
  expect(beginAuthorization).toHaveBeenCalledExactlyOnceWith('p1', 'https://khac.vn/zalo', true);
  await screen.findByTestId('consent-address');
});

describe('API Explorer', () => {
  const anEdit = () => vi.fn<Ipc['editProfile']>(async () => row);
  const aSend = () => vi.fn<Ipc['refreshToken']>(async () => anOutcome());

  it('is opened by the one button, which then refreshes at once with the pasted refresh token', async () => {
    const openLink = vi.fn(async () => null);
    const [editProfile, refreshToken] = [anEdit(), aSend()];
    await open(dead, { openLink, editProfile, refreshToken }, 'next-step');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('revive-refresh-token')));
    await press('revive-open');
    expect(openLink).toHaveBeenCalledExactlyOnceWith('api_explorer');
    await paste('revive-refresh-token', 'FAKE_REFRESH');
    expect(screen.queryByTestId('revive-open')).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('revive-save')));
    expect(text('revive-said')).toContain('Đã nhận refresh_token');
    await press('revive-save');
    await waitFor(() => expect(refreshToken).toHaveBeenCalledExactlyOnceWith('p1', false));
    expect(editProfile.mock.calls[0]?.[1]).toMatchObject({ refreshToken: 'FAKE_REFRESH', accessToken: null });
    await gone('pair');
  });

  it('takes Zalo’s whole answer, pasted anywhere, and does not ask about its new access token', async () => {
    const [editProfile, refreshToken] = [anEdit(), aSend()];
    await open(dead, { editProfile, refreshToken }, 'next-step');
    await paste('road-link', '{"access_token":"FAKE_ACCESS","refresh_token":"FAKE_REFRESH"}');
    await waitFor(() => expect(text('revive-said')).toContain('Đã tách'));
    await press('revive-save');
    await waitFor(() => expect(refreshToken).toHaveBeenCalledExactlyOnceWith('p1', true));
    expect(editProfile.mock.calls[0]?.[1]).toMatchObject({ refreshToken: 'FAKE_REFRESH', accessToken: 'FAKE_ACCESS' });
  });

  it('a token that another OA has is not saved, and said so beside the box', async () => {
    await open(dead, { editProfile: () => refusal({ code: 'same_token', other: 'Shop' }) }, 'next-step');
    await paste('revive-refresh-token', 'FAKE_REFRESH');
    await press('revive-save');
    await screen.findByText(/OA “Shop” đang giữ token này/u);
    expect(document.activeElement).toBe(screen.getByTestId('revive-refresh-token'));
  });

  it('a pair of another OA is saved only after a question', async () => {
    const editProfile = vi.fn<Ipc['editProfile']>((_id, _edit, anyway) =>
      anyway ? Promise.resolve(row) : refusal({ code: 'other_oa', known: 'Nha khoa', found: '999' }),
    );
    await open(dead, { editProfile }, 'next-step');
    await paste('revive-refresh-token', '{"access_token":"FAKE_ACCESS","refresh_token":"FAKE_REFRESH"}');
    await press('revive-save');
    expect((await screen.findByRole('alertdialog')).textContent).toContain('999');
    await confirm('other-oa-take');
    await waitFor(() => expect(editProfile).toHaveBeenLastCalledWith('p1', expect.anything(), true));
  });

  it('an OA without a pair gets the page of its first token', async () => {
    const bare = aPage({ row: aRow({ hasAccessToken: false, hasRefreshToken: false, state: 'new' }), answer: null });
    await open(bare, { editProfile: anEdit(), refreshToken: aSend() });
    await press('get-pair');
    await paste('revive-refresh-token', 'FAKE_REFRESH');
    await press('revive-save');
    await screen.findByTestId('first-token');
  });

  it('the way back leads to the OA’s page', async () => {
    await open(dead, {}, 'next-step', 'road-link', 'road-explorer', 'revive-cancel');
    await gone('pair');
    await screen.findByTestId('next-step');
  });
});
