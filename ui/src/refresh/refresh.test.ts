import { describe, expect, it, vi } from 'vitest';
import type { CommandFailure, Ipc } from '../ipc';
import { reactionTo } from '../kit/failures';
import { anOutcome, aPage, aRow, fakeIpc, refusal } from '../../dev/fake-ipc';
import { Refresh } from './refresh.svelte';

function aSender(refreshToken: Ipc['refreshToken']) {
  const host = {
    ended: vi.fn(),
    tell: (thrown: unknown) => reactionTo((thrown as CommandFailure).reason),
  };
  return { host, refresh: new Refresh(fakeIpc([], {}, { refreshToken }), host) };
}

describe('pressing Gửi', () => {
  it('sends immediately if no valid token would end', async () => {
    const refreshToken = vi.fn(async () => anOutcome());
    const { refresh, host } = aSender(refreshToken);
    refresh.press(aPage({ send: 'sends' }));
    await vi.waitFor(() => expect(host.ended).toHaveBeenCalledWith('p1', anOutcome()));
    expect(refreshToken).toHaveBeenCalledExactlyOnceWith('p1', false);
  });

  it('asks first if a valid access token would end, and sends only after a confirmation', async () => {
    const refreshToken = vi.fn(async () => anOutcome());
    const { refresh } = aSender(refreshToken);
    refresh.press(aPage({ send: 'asks' }));
    expect(refresh.asking).toBe('p1');
    refresh.keep();
    expect([refresh.asking, refreshToken.mock.calls.length]).toEqual([null, 0]);
    refresh.press(aPage({ send: 'asks' }));
    refresh.confirm();
    expect(refreshToken).toHaveBeenCalledWith('p1', true);
  });

  it('asks if the core requires it', async () => {
    const { refresh } = aSender(() => refusal({ code: 'needs_confirmation' }));
    await refresh.send('p1', false);
    expect(refresh.asking).toBe('p1');
  });

  it.each(['dead_token', 'no_refresh_token'] as const)('does nothing under %s', (send) => {
    const refreshToken = vi.fn(async () => anOutcome());
    aSender(refreshToken).refresh.press(aPage({ send }));
    expect(refreshToken).not.toHaveBeenCalled();
  });

  it('two presses send once', async () => {
    const refreshToken = vi.fn(() => new Promise<never>(() => undefined));
    const { refresh } = aSender(refreshToken);
    refresh.press(aPage({ send: 'sends' }));
    refresh.press(aPage({ send: 'sends' }));
    expect(refreshToken).toHaveBeenCalledOnce();
  });
});

it('an attempt reported by the shell is followed until it ends', () => {
  const { refresh } = aSender(async () => anOutcome());
  refresh.moved('p1', 'waiting_to_recover');
  expect(refresh.phaseOf(aRow())).toBe('waiting_to_recover');
  refresh.moved('p1', 'done');
  expect(refresh.phaseOf(aRow())).toBeNull();
  expect(refresh.phaseOf(aRow({ sending: true }))).toBe('sending');
});
