import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeIpc } from '../../dev/fake-ipc';
import { RevealedSecret } from './revealed-secret.svelte';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('one secret is revealed at a time, and only in its place', async () => {
  const revealedSecret = new RevealedSecret(fakeIpc([], {}, { revealSecret: async (_, secret) => secret }));
  await revealedSecret.toggle('p1', 'request', 'refresh_token');
  expect(revealedSecret.valueOf('p1', 'request', 'refresh_token')).toBe('refresh_token');
  expect(revealedSecret.valueOf('p1', 'answer', 'refresh_token')).toBeNull();
  await revealedSecret.toggle('p1', 'answer', 'access_token');
  expect(revealedSecret.valueOf('p1', 'request', 'refresh_token')).toBeNull();
  expect(revealedSecret.valueOf('p1', 'answer', 'access_token')).toBe('access_token');
});

it('the same secret of another pair is another secret', async () => {
  const revealSecret = async (_: string, secret: string, of?: number | null) => `${secret} ${String(of)}`;
  const revealedSecret = new RevealedSecret(fakeIpc([], {}, { revealSecret }));
  await revealedSecret.toggle('p1', 'pairs', 'access_token', 4);
  expect(revealedSecret.valueOf('p1', 'pairs', 'access_token', 4)).toBe('access_token 4');
  expect(revealedSecret.valueOf('p1', 'pairs', 'access_token', 5)).toBeNull();
  expect(revealedSecret.valueOf('p1', 'pairs', 'access_token')).toBeNull();
  await revealedSecret.toggle('p1', 'pairs', 'access_token', 5);
  expect(revealedSecret.valueOf('p1', 'pairs', 'access_token', 4)).toBeNull();
  expect(revealedSecret.valueOf('p1', 'pairs', 'access_token', 5)).toBe('access_token 5');
});

it('it is hidden after half a minute', async () => {
  const revealedSecret = new RevealedSecret(fakeIpc());
  await revealedSecret.toggle('p1', 'request', 'secret_key');
  await vi.advanceTimersByTimeAsync(29_999);
  expect(revealedSecret.valueOf('p1', 'request', 'secret_key')).not.toBeNull();
  await vi.advanceTimersByTimeAsync(1);
  expect(revealedSecret.valueOf('p1', 'request', 'secret_key')).toBeNull();
});

it('a second press hides it', async () => {
  const revealedSecret = new RevealedSecret(fakeIpc());
  await revealedSecret.toggle('p1', 'request', 'secret_key');
  await revealedSecret.toggle('p1', 'request', 'secret_key');
  expect(revealedSecret.valueOf('p1', 'request', 'secret_key')).toBeNull();
});

it('a slow answer does not reveal a secret that was hidden meanwhile', async () => {
  let answer: (value: string) => void = () => undefined;
  const revealSecret = () => new Promise<string>((resolve) => (answer = resolve));
  const revealedSecret = new RevealedSecret(fakeIpc([], {}, { revealSecret }));
  const asked = revealedSecret.toggle('p1', 'request', 'secret_key');
  revealedSecret.hide();
  answer('late');
  await asked;
  expect(revealedSecret.valueOf('p1', 'request', 'secret_key')).toBeNull();
});

it('the window may be recorded again when nothing is revealed, and not between two secrets', async () => {
  const recordConcealed = vi.fn(async () => null);
  const revealedSecret = new RevealedSecret(fakeIpc([], {}, { recordConcealed }));
  await revealedSecret.toggle('p1', 'request', 'secret_key');
  await revealedSecret.toggle('p1', 'request', 'refresh_token');
  expect(recordConcealed).not.toHaveBeenCalled();
  revealedSecret.hide();
  revealedSecret.hide();
  expect(recordConcealed).toHaveBeenCalledTimes(1);
});
