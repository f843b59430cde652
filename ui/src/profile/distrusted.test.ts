/** OAs that the vault's file cannot be trusted on: an old copy, and an altered OA. */
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Ipc } from '../ipc';
import { anOutcome, aPage, aRow } from '../../dev/fake-ipc';
import { confirm, open, press } from '../../dev/on-page';

describe('an OA that was changed without the key', () => {
  const altered = aPage({
    row: aRow({ state: 'altered' }),
    request: { url: 'https://oauth.zaloapp.com/v4/oa/access_token', rows: [], curl: '' },
    send: 'altered',
    answer: null,
  });

  it('reports it, and nothing of it can be sent, copied, exported, revealed or corrected', async () => {
    await open(altered);
    expect((await screen.findByTestId('state')).textContent).toContain('sửa từ bên ngoài');
    expect(screen.getByTestId('hero').dataset['tone']).toBe('bad');
    for (const gone of ['send', 'copy-access', 'place-add', 'tab-curl', 'reveal-secret_key', 'edit', 'automatic']) {
      expect(screen.queryByTestId(gone), gone).toBeNull();
    }
  });
});

describe('an old copy', () => {
  const oldCopy = aPage({ row: aRow({ state: 'old_copy' }), send: 'asks' });

  it('is sent after a question that gives its reason', async () => {
    const refreshToken = vi.fn<Ipc['refreshToken']>(async () => anOutcome());
    await open(oldCopy, { refreshToken });
    expect((await screen.findByTestId('state')).textContent).toContain('có thể cũ hơn');
    await press('send');
    expect((await screen.findByTestId('confirm-old-copy')).textContent).toContain('có thể cũ hơn');
    expect(refreshToken).not.toHaveBeenCalled();
    await confirm('confirm-send');
    await waitFor(() => expect(refreshToken).toHaveBeenCalledExactlyOnceWith('p1', true));
  });
});

describe('the message after a send', () => {
  it('names the program that holds the OA, and reports that only one file has the pair', async () => {
    const outcomes = [
      anOutcome({ verdict: 'busy', words: 'busy', heldBy: 'FAKE-PC (7)' }),
      anOutcome({ oneCopy: true }),
    ];
    const refreshToken = vi.fn<Ipc['refreshToken']>(async () => outcomes.shift() ?? anOutcome());
    await open(aPage({ row: aRow({ state: 'expiring' }), send: 'sends' }), { refreshToken });
    await press('send');
    await screen.findByText(/FAKE-PC \(7\)/u);
    await press('send');
    await screen.findByText(/recovery\.db/u);
  });
});

describe('the question before automatic refresh is switched on', () => {
  it('warns that a token with an unknown lifetime is replaced immediately', async () => {
    await open(aPage({ row: aRow({ state: 'new', accessExpiresAt: null, hasAccessToken: true }) }));
    await press('automatic-switch');
    expect((await screen.findByTestId('automatic-now')).textContent).toContain('lấy token mới ngay');
    expect(screen.getByTestId('automatic-now').textContent).toContain('hết hiệu lực từ lúc đó');
  });

  it('gives no warning for a valid token', async () => {
    await open(aPage());
    await press('automatic-switch');
    await screen.findByTestId('automatic-keep');
    expect(screen.queryByTestId('automatic-now')).toBeNull();
  });
});
