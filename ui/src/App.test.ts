/** The whole page with a fake shell: what the user does, and what the screen then shows. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { aFailedAnswer, anOutcome, aPage, aRow, fakeIpc, hours, refusal, aVault, UNCHANGED } from '../dev/fake-ipc';
import { openApp as open, pick } from '../dev/on-page';
import App from './App.svelte';
import { USUAL_NAMES } from './export/rules';
import type { Listeners } from './ipc';

describe('the first run', () => {
  it('switches to English on request and sets the document language', async () => {
    const setUiSettings = vi.fn(async () => null);
    await open(fakeIpc([], {}, { setUiSettings }), 'language-en');
    await fireEvent.click(screen.getByTestId('language-en'));
    await screen.findByText('Get a Zalo OA access token without Postman');
    expect(document.documentElement.lang).toBe('en');
    expect(setUiSettings).toHaveBeenCalledWith({ ...UNCHANGED, language: 'en' });
  });
});

describe('an OA', () => {
  it('with a valid token copying is primary, and Gửi asks before it sends', async () => {
    const refreshToken = vi.fn(async () => anOutcome());
    await open(fakeIpc([aPage()], {}, { refreshToken }), 'send');
    expect(screen.getByTestId('copy-access').className).toContain('go');
    expect(screen.getByTestId('send').className).not.toContain('go');
    await fireEvent.click(screen.getByTestId('send'));
    await screen.findByTestId('confirm-keep');
    await fireEvent.click(screen.getByTestId('confirm-keep'));
    await waitFor(() => expect(screen.queryByTestId('confirm-keep')).toBeNull());
    expect(refreshToken).not.toHaveBeenCalled();
  });

  it('refused: shows Zalo’s message, the row to correct, and one primary button', async () => {
    const page = aPage({
      row: aRow({ state: 'refused', obtainedAt: hours(-5) }),
      answer: aFailedAnswer(
        { words: 'refused-secret-key', next: 'fix_secret_key', zaloCode: '-14004', zaloWords: 'Invalid' },
        hours(-1),
      ),
    });
    page.request.rows = page.request.rows.map((row) => ({ ...row, wrong: row.key === 'secret_key' }));
    await open(fakeIpc([page]), 'next-step');
    expect(screen.getByTestId('answer-lines').textContent).toContain('-14004');
    expect(document.querySelectorAll('.kv1.mark')).toHaveLength(1);
    expect(screen.getByTestId<HTMLButtonElement>('send').disabled).toBe(true);
    expect([...document.querySelectorAll('.b.go')].map((each) => each.textContent.trim())).toEqual(['Sửa secret_key']);
    await fireEvent.click(screen.getByTestId('next-step'));
    expect(await screen.findByTestId('edit-secret-key')).toBeTruthy();
  });

  it('dead: no one-click copy and nothing to send', async () => {
    const page = aPage({
      row: aRow({ state: 'needs_consent', obtainedAt: hours(-5) }),
      send: 'dead_token',
      answer: aFailedAnswer({ words: 'dead-used-elsewhere', next: 'get_new_pair' }, hours(-1)),
    });
    await open(fakeIpc([page]), 'explain');
    expect(screen.queryByTestId('copy-access')).toBeNull();
    expect(screen.queryByTestId('send')).toBeNull();
    expect(screen.queryByTestId('gauge')).toBeNull();
  });

  it('its tokens stay masked until the user reveals one', async () => {
    const revealSecret = vi.fn(async () => 'the-whole-token');
    await open(fakeIpc([aPage()], {}, { revealSecret }), 'reveal-access');
    expect(document.body.textContent).not.toContain('the-whole-token');
    await fireEvent.click(screen.getByTestId('reveal-access'));
    expect((await screen.findByTestId('revealed')).textContent).toBe('the-whole-token');
    expect(revealSecret).toHaveBeenCalledExactlyOnceWith('p1', 'access_token', null);
  });

  it('copying the refresh token asks first', async () => {
    const copySecret = vi.fn(async () => null);
    await open(fakeIpc([aPage()], {}, { copySecret }), 'send');
    await pick('copy-refresh');
    await screen.findByTestId('copy-refresh-keep');
    expect(copySecret).not.toHaveBeenCalled();
  });

  it('exports without the refresh token unless that was ticked', async () => {
    const exportTokens = vi.fn(async () => '/tmp/zalo.json');
    await open(fakeIpc([aPage()], {}, { exportTokens }), 'place-add');
    await pick('export');
    await fireEvent.click(await screen.findByTestId('export-format-json'));
    await fireEvent.click(screen.getByTestId('export-save'));
    expect(exportTokens).toHaveBeenCalledWith('p1', { format: 'json', withRefreshToken: false, names: USUAL_NAMES });
    expect((await screen.findByTestId('toast')).textContent).toContain('/tmp/zalo.json');
  });
});

describe('failures', () => {
  it('a locked vault shows its card, the list stays, and a retry opens it', async () => {
    const ready = fakeIpc([aPage()]);
    const vault = aVault({ state: 'locked', words: 'vault-locked', ways: ['retry'] });
    await open(fakeIpc([aPage()], { vault }, { retryUnlock: ready.getAppState }), 'vault-card');
    expect(screen.getAllByTestId('profile-item')).toHaveLength(1);
    expect(screen.queryByTestId('send')).toBeNull();
    await fireEvent.click(screen.getByTestId('vault-retry'));
    await screen.findByTestId('send');
  });

  it('every vault state has its card', async () => {
    for (const state of ['key_lost', 'no_key_place', 'unusable'] as const) {
      const vault = aVault({
        state,
        words: 'key-file-missing',
        args: { file: '/khóa' },
        next: 'key-file-next',
        ways: ['retry'],
      });
      const { unmount } = render(App, { ipc: fakeIpc([], { vault }) });
      expect((await screen.findByTestId('vault-card')).textContent).toContain('/khóa');
      unmount();
    }
  });

  it('a file that cannot be written is reported in a dialog with a sentence', async () => {
    await open(
      fakeIpc(
        [aPage()],
        {},
        { exportTokens: () => refusal({ code: 'cannot_write_file', words: 'target-cannot-write' }) },
      ),
      'place-add',
    );
    await pick('export');
    await fireEvent.click(await screen.findByTestId('export-save'));
    await screen.findByText('Không ghi được tệp');
  });

  it('an OA deleted in another window leaves the screen without endless requests', async () => {
    const openProfile = vi.fn(() => refusal({ code: 'no_such_profile' }));
    const listProfiles = vi.fn(async () => []);
    render(App, { ipc: fakeIpc([aPage()], {}, { openProfile, listProfiles }) });
    await screen.findByTestId('paste-area');
    expect(openProfile).toHaveBeenCalledTimes(1);
  });

  it('no text reads "undefined"', async () => {
    await open(fakeIpc([aPage()]), 'send');
    expect(document.body.innerHTML).not.toContain('undefined');
  });
});

it('an attempt reported by the shell is shown on the button', async () => {
  const heard: Listeners[] = [];
  const listen = async (listeners: Listeners) => {
    heard.push(listeners);
    return () => undefined;
  };
  await open(fakeIpc([aPage({ send: 'sends' })], {}, { listen }), 'send');
  heard[0]?.attemptMoved('p1', 'retrying_save');
  await screen.findByText(/Chưa lưu được phản hồi/u);
  expect(screen.getByTestId<HTMLButtonElement>('send').disabled).toBe(true);
  heard[0]?.attemptMoved('p1', 'done');
  await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('send').disabled).toBe(false));
});
