import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeIpc } from '../../dev/fake-ipc';
import { Revealed } from './revealed.svelte';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('one secret is open at a time, and only where it was asked for', async () => {
  const revealed = new Revealed(fakeIpc([], {}, { revealSecret: async (_, secret) => secret }));
  await revealed.toggle('p1', 'request', 'refresh_token');
  expect(revealed.valueOf('p1', 'request', 'refresh_token')).toBe('refresh_token');
  expect(revealed.valueOf('p1', 'answer', 'refresh_token')).toBeNull();
  await revealed.toggle('p1', 'answer', 'access_token');
  expect(revealed.valueOf('p1', 'request', 'refresh_token')).toBeNull();
  expect(revealed.valueOf('p1', 'answer', 'access_token')).toBe('access_token');
});

it('the same secret of another pair is another secret', async () => {
  const revealSecret = async (_: string, secret: string, of?: number | null) => `${secret} ${String(of)}`;
  const revealed = new Revealed(fakeIpc([], {}, { revealSecret }));
  await revealed.toggle('p1', 'pairs', 'access_token', 4);
  expect(revealed.valueOf('p1', 'pairs', 'access_token', 4)).toBe('access_token 4');
  expect(revealed.valueOf('p1', 'pairs', 'access_token', 5)).toBeNull();
  expect(revealed.valueOf('p1', 'pairs', 'access_token')).toBeNull();
  await revealed.toggle('p1', 'pairs', 'access_token', 5);
  expect(revealed.valueOf('p1', 'pairs', 'access_token', 4)).toBeNull();
  expect(revealed.valueOf('p1', 'pairs', 'access_token', 5)).toBe('access_token 5');
});

it('it hides itself after half a minute', async () => {
  const revealed = new Revealed(fakeIpc());
  await revealed.toggle('p1', 'request', 'secret_key');
  await vi.advanceTimersByTimeAsync(29_999);
  expect(revealed.valueOf('p1', 'request', 'secret_key')).not.toBeNull();
  await vi.advanceTimersByTimeAsync(1);
  expect(revealed.valueOf('p1', 'request', 'secret_key')).toBeNull();
});

it('a second press hides it', async () => {
  const revealed = new Revealed(fakeIpc());
  await revealed.toggle('p1', 'request', 'secret_key');
  await revealed.toggle('p1', 'request', 'secret_key');
  expect(revealed.valueOf('p1', 'request', 'secret_key')).toBeNull();
});

it('a slow answer opens nothing that was closed meanwhile', async () => {
  let answer: (value: string) => void = () => undefined;
  const revealSecret = () => new Promise<string>((resolve) => (answer = resolve));
  const revealed = new Revealed(fakeIpc([], {}, { revealSecret }));
  const asked = revealed.toggle('p1', 'request', 'secret_key');
  revealed.hide();
  answer('late');
  await asked;
  expect(revealed.valueOf('p1', 'request', 'secret_key')).toBeNull();
});

it('the window may be recorded again once nothing is shown, and not between two secrets', async () => {
  const noteConcealed = vi.fn(async () => null);
  const revealed = new Revealed(fakeIpc([], {}, { noteConcealed }));
  await revealed.toggle('p1', 'request', 'secret_key');
  await revealed.toggle('p1', 'request', 'refresh_token');
  expect(noteConcealed).not.toHaveBeenCalled();
  revealed.hide();
  revealed.hide();
  expect(noteConcealed).toHaveBeenCalledTimes(1);
});
