/** Exporting, editing and reviving an OA, on the page with a fake shell. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { Ipc, ProfilePage } from '../ipc';
import { aFailedAnswer, aPage, aRow, fakeIpc, hours, refusal } from '../../dev/fake-ipc';
import { FORMATS } from './rules';

beforeEach(() => vi.setSystemTime(new Date(hours(0))));

async function open(page: ProfilePage, change: Partial<Ipc>, ...presses: string[]) {
  render(App, { ipc: fakeIpc([page], {}, change) });
  for (const testid of presses) await fireEvent.click(await screen.findByTestId(testid));
}

async function type(testid: string, value: string) {
  await fireEvent.input(await screen.findByTestId(testid), { target: { value } });
}

const press = async (testid: string) => fireEvent.click(await screen.findByTestId(testid));
const isDisabled = (testid: string) => screen.getByTestId<HTMLButtonElement>(testid).disabled;

describe('the export dialog', () => {
  it('offers seven formats, the plain token chosen, and previews each', async () => {
    await open(aPage(), {}, 'export');
    const all = await screen.findAllByRole('radio');
    expect(all.map((each) => each.dataset['testid'])).toEqual(FORMATS.map((each) => `export-format-${each.value}`));
    expect(all.filter((each) => each.getAttribute('aria-checked') === 'true')).toEqual([all[0]]);
    await waitFor(() => expect(screen.getByTestId('export-preview').textContent).toBe('••••••••••••xBzR'));
    await press('export-format-json_iso');
    await waitFor(() => expect(screen.getByTestId('export-preview').textContent).toContain('"expires_at"'));
  });

  it('names of variables can be changed; a wrong one is marked and blocks saving and copying', async () => {
    const copyExport = vi.fn<Ipc['copyExport']>(async () => null);
    await open(aPage(), { copyExport }, 'export', 'export-format-env');
    await type('export-name-access', '1 sai');
    await waitFor(() => expect(screen.getByTestId('export-wrong').textContent).toContain('Tên biến chỉ gồm'));
    expect(screen.getByTestId('export-name-access').getAttribute('aria-invalid')).toBe('true');
    expect(isDisabled('export-save') && isDisabled('export-copy')).toBe(true);
    await type('export-name-access', 'WP_TOKEN');
    await waitFor(() => expect(isDisabled('export-copy')).toBe(false));
    await press('export-copy');
    expect(copyExport.mock.calls[0]?.[1]).toMatchObject({ format: 'env', names: { accessToken: 'WP_TOKEN' } });
    await waitFor(() => expect(screen.queryByTestId('export-copy')).toBeNull());
    expect((await screen.findByTestId('toast')).textContent).toContain('Đã sao chép');
  });

  it('warns while the refresh token is included; the next unlock resets that, but not the format', async () => {
    const exportTokens = vi.fn<Ipc['exportTokens']>(async () => '/tmp/oa.tsv');
    await open(aPage(), { exportTokens }, 'export', 'export-format-tsv');
    expect(screen.queryByTestId('export-warning')).toBeNull();
    await press('export-with-refresh');
    await screen.findByTestId('export-warning');
    await press('export-save');
    expect(exportTokens.mock.calls[0]?.[1]).toMatchObject({ format: 'tsv', withRefreshToken: true });
    await waitFor(() => expect(screen.queryByTestId('export-save')).toBeNull());
    await press('export');
    expect((await screen.findByTestId('export-format-tsv')).getAttribute('aria-checked')).toBe('true');
    expect(screen.getByTestId('export-with-refresh').getAttribute('aria-checked')).toBe('false');
    await press('export-format-curl');
    expect(screen.queryByTestId('export-with-refresh')).toBeNull();
  });

  it('stays open when the file dialog is cancelled', async () => {
    await open(aPage(), { exportTokens: async () => null }, 'export', 'export-save');
    await waitFor(() => expect(isDisabled('export-save')).toBe(false));
    expect(screen.queryByTestId('toast')).toBeNull();
  });
});

describe('the cURL tab', () => {
  it('shows the masked command, and asks before it is copied', async () => {
    const copyCurl = vi.fn(async () => null);
    await open(aPage(), { copyCurl }, 'tab-curl');
    expect((await screen.findByTestId('curl')).textContent).toContain('refresh_token=••••••••••••MRTe');
    expect(screen.queryByTestId('reveal-secret_key')).toBeNull();
    await press('curl-copy');
    await press('curl-keep');
    expect(copyCurl).not.toHaveBeenCalled();
    await waitFor(() => expect(screen.queryByTestId('curl-confirm')).toBeNull());
    await press('curl-copy');
    const confirm = await screen.findByTestId('curl-confirm');
    await waitFor(() => expect(confirm.getAttribute('aria-disabled')).toBe('false'), { timeout: 2000 });
    await fireEvent.click(confirm);
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

it('the shortcut for Gửi does nothing while a dialog is open', async () => {
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

describe('reviving a dead OA', () => {
  const row = aRow({ state: 'needs_consent', obtainedAt: hours(-5) });
  const answer = aFailedAnswer({ words: 'dead-used-elsewhere', next: 'get_new_pair' }, hours(-1));
  const dead = aPage({ row, send: 'dead_token', answer });

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
    expect(screen.getByTestId('state').textContent).toBe('Chưa gửi lần nào');
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
    await screen.findByText('Dán refresh token vào ô này trước đã.');
    expect(document.activeElement).toBe(screen.getByTestId('revive-refresh-token'));
  });
});

it.each([
  ['form-secret-key-where', 'apps'],
  ['form-app-id-where', 'apps'],
  ['form-refresh-token-where', 'api_explorer'],
])('%s shows where to click before it opens Zalo’s page', async (testid, link) => {
  const openLink = vi.fn(async () => null);
  await open(aPage(), { openLink }, 'nav-add', 'way-form', testid);
  expect(openLink).not.toHaveBeenCalled();
  await press('where-open');
  expect(openLink).toHaveBeenCalledExactlyOnceWith(link);
});
