/** The page of the first access token: copying, automatic refresh, and where the token is used. */
import { render, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { Ipc, OutcomeView, ProfilePage } from '../ipc';
import { aCheck } from '../../dev/fake-authorization';
import { ONE_TEXT } from '../../dev/fake-import';
import { anOutcome, aPage, aRow, fakeIpc, hours } from '../../dev/fake-ipc';
import { gone, paste, press, text } from '../../dev/on-page';

/** From nothing to the first token, by three acts: paste, the button, and what the test does then. */
async function first(change: Partial<Ipc> = {}, row: Partial<ProfilePage['row']> = {}, outcome?: OutcomeView) {
  const copySecret = vi.fn(async () => null);
  const setAutomatic = vi.fn<Ipc['setAutomatic']>(async (_id, on) => {
    page = { ...page, row: { ...page.row, automatic: { on, at: on ? hours(20) : null, words: null } } };
    return page.row;
  });
  let page = aPage({ row: aRow({ id: 'p1', ...row }) });
  let isSent = false;
  const shell = fakeIpc();
  const ipc: Ipc = {
    ...shell,
    refreshToken: async () => ((isSent = true), outcome ?? anOutcome()),
    listProfiles: async () => (isSent ? [page.row] : shell.listProfiles()),
    openProfile: async (id) => (isSent ? page : shell.openProfile(id)),
    copySecret,
    setAutomatic,
    ...change,
  };
  render(App, { ipc });
  await screen.findByTestId('paste-area');
  paste(ONE_TEXT, document.body);
  await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('form-send').disabled).toBe(false));
  await press('form-send');
  return { copySecret, setAutomatic };
}

describe('the first token', () => {
  it('is copied by the third act, without a search for the button', async () => {
    const { copySecret } = await first();
    await screen.findByTestId('first-token');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('copy-access')));
    expect(text('first-token')).toContain('Dùng được đến');
    await press('copy-access');
    expect(copySecret).toHaveBeenCalledExactlyOnceWith('p1', 'access_token');
    await waitFor(() => expect(text('copy-access')).toContain('Đã sao chép'));
  });

  it('has no page when the send failed: the OA’s page says why', async () => {
    await first({}, {}, anOutcome({ verdict: 'rejected', words: 'refused-secret-key', next: 'fix_secret_key' }));
    await screen.findByTestId('toast');
    expect(screen.queryByTestId('first-token')).toBeNull();
  });

  it('leads to the OA’s page, and does not come back', async () => {
    await first();
    await press('first-later');
    await gone('first-token');
    await screen.findByTestId('send');
  });

  it("gives an OA without a name Zalo's name", async () => {
    const checkToken = vi.fn(async () => aCheck({ oaName: 'Phở Thìn' }));
    const editProfile = vi.fn<Ipc['editProfile']>(async () => aRow());
    await first({ checkToken, editProfile }, { oaName: null, name: '1234567890123456789' });
    await waitFor(() => expect(editProfile).toHaveBeenCalledOnce());
    expect(editProfile.mock.calls[0]?.[1]).toMatchObject({ name: 'Phở Thìn', refreshToken: null });
  });

  it.each(['env', 'json_iso', 'tsv', 'text'])('used as %s leads to the export of that form', async (format) => {
    await first();
    await press(`use-${format}`);
    const chosen = await screen.findByTestId(`export-format-${format}`);
    expect(chosen.getAttribute('aria-checked')).toBe('true');
  });
});

describe('automatic refresh', () => {
  const answers = () =>
    ['no', 'yes', 'unsure'].map((each) => screen.getByTestId(`elsewhere-${each}`).getAttribute('aria-checked'));

  it('asks first, with no answer chosen; the switch leads to the question', async () => {
    const { setAutomatic } = await first();
    await screen.findByTestId('first-token');
    expect(answers()).toEqual(['false', 'false', 'false']);
    await press('automatic-switch');
    expect(document.activeElement).toBe(screen.getByTestId('elsewhere-no'));
    expect(setAutomatic).not.toHaveBeenCalled();
  });

  it('is switched on by “no”, and off again', async () => {
    const { setAutomatic } = await first();
    await press('elsewhere-no');
    await waitFor(() => expect(screen.getByTestId('automatic-switch').getAttribute('aria-checked')).toBe('true'));
    expect(setAutomatic).toHaveBeenLastCalledWith('p1', true);
    await press('automatic-switch');
    await waitFor(() => expect(setAutomatic).toHaveBeenLastCalledWith('p1', false));
    await waitFor(() => expect(answers()).toEqual(['false', 'false', 'false']));
  });

  it.each(['yes', 'unsure'])('stays off after “%s”, which shows how to look', async (answer) => {
    const { setAutomatic } = await first();
    await press(`elsewhere-${answer}`);
    await screen.findByTestId('elsewhere-look');
    expect(setAutomatic).not.toHaveBeenCalled();
  });
});
