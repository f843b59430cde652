import { describe, expect, it, vi } from 'vitest';
import { anOutcome, aPage, aRow, fakeIpc, refusal } from '../../dev/fake-ipc';
import { reactionTo } from '$lib/failures';
import type { CommandFailure, Ipc } from '$lib/ipc';
import { Sender } from './sender.svelte';

function aSender(refreshToken: Ipc['refreshToken']) {
  const host = {
    ended: vi.fn(),
    tell: (thrown: unknown) => reactionTo((thrown as CommandFailure).reason),
    reload: vi.fn(async () => undefined),
  };
  return { host, sender: new Sender(fakeIpc([], {}, { refreshToken }), host) };
}

describe('pressing Gửi', () => {
  it('sends at once when nothing in use would stop', async () => {
    const refreshToken = vi.fn(async () => anOutcome());
    const { sender, host } = aSender(refreshToken);
    sender.press(aPage({ send: 'sends' }));
    await vi.waitFor(() => expect(host.reload).toHaveBeenCalled());
    expect(refreshToken).toHaveBeenCalledWith('p1', false);
    expect(host.ended).toHaveBeenCalledWith('p1', anOutcome());
  });

  it('asks first when a living access token would stop, and sends only after a yes', async () => {
    const refreshToken = vi.fn(async () => anOutcome());
    const { sender } = aSender(refreshToken);
    sender.press(aPage({ send: 'asks' }));
    expect(sender.asking).toBe('p1');
    sender.keep();
    expect([sender.asking, refreshToken.mock.calls.length]).toEqual([null, 0]);
    sender.press(aPage({ send: 'asks' }));
    sender.confirm();
    expect(refreshToken).toHaveBeenCalledWith('p1', true);
  });

  it('asks when the core says that it must', async () => {
    const { sender } = aSender(() => refusal({ code: 'needs_confirmation' }));
    await sender.send('p1', false);
    expect(sender.asking).toBe('p1');
  });

  it.each(['dead_token', 'no_refresh_token'] as const)('does nothing under %s', (send) => {
    const refreshToken = vi.fn(async () => anOutcome());
    aSender(refreshToken).sender.press(aPage({ send }));
    expect(refreshToken).not.toHaveBeenCalled();
  });

  it('twice sends once', async () => {
    const refreshToken = vi.fn(() => new Promise<never>(() => undefined));
    const { sender } = aSender(refreshToken);
    sender.press(aPage({ send: 'sends' }));
    sender.press(aPage({ send: 'sends' }));
    expect(refreshToken).toHaveBeenCalledOnce();
  });
});

it('an attempt is followed from outside until it is done', () => {
  const { sender } = aSender(async () => anOutcome());
  sender.moved('p1', 'waiting_to_recover');
  expect(sender.phaseOf(aRow())).toBe('waiting_to_recover');
  sender.moved('p1', 'done');
  expect(sender.phaseOf(aRow())).toBeNull();
  expect(sender.phaseOf(aRow({ sending: true }))).toBe('sending');
});
