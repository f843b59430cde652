import { expect, it, vi } from 'vitest';
import { refusal } from '../../dev/fake-ipc';
import { Sealing } from './sealing.svelte';

function typed(seal: (passphrase: string) => Promise<string | null>) {
  const tell = vi.fn();
  const sealing = new Sealing(seal, tell);
  sealing.passphrase = sealing.again = 'FAKE_PASS';
  return { sealing, tell };
}

it('a sealed file clears the passphrase', async () => {
  const { sealing } = typed(async () => 'OA.oatoken');
  expect(await sealing.save()).toBe('OA.oatoken');
  expect([sealing.passphrase, sealing.again]).toEqual(['', '']);
});

it.each([
  ['too short', () => refusal({ code: 'not_opened', words: 'passphrase-too-short' }), 'passphrase-too-short', 0],
  ['not written', () => refusal({ code: 'cannot_write_file', words: 'target-cannot-write' }), null, 1],
  ['cancelled', async () => null, null, 0],
])('%s: the passphrase is kept, with the reason beside it or reported', async (_, seal, refused, told) => {
  const { sealing, tell } = typed(seal);
  expect(await sealing.save()).toBeNull();
  expect([sealing.refused, sealing.passphrase, sealing.task.busy]).toEqual([refused, 'FAKE_PASS', false]);
  expect(tell).toHaveBeenCalledTimes(told);
});

it('a second press during sealing does nothing', async () => {
  const seal = vi.fn(() => new Promise<string>(() => undefined));
  const { sealing } = typed(seal);
  void sealing.save();
  expect(await sealing.save()).toBeNull();
  expect(seal).toHaveBeenCalledOnce();
});
