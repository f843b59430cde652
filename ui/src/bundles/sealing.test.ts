import { expect, it, vi } from 'vitest';
import { refusal } from '../../dev/fake-ipc';
import { Sealing } from './sealing.svelte';

function typed(passphrase: string, again: string, seal: (passphrase: string) => Promise<string | null>) {
  const tell = vi.fn();
  const sealing = new Sealing(seal, tell);
  [sealing.passphrase, sealing.again] = [passphrase, again];
  return { sealing, tell };
}

it('seals with the passphrase that was typed twice, and clears it', async () => {
  const seal = vi.fn(async () => 'OA.oatoken');
  const { sealing } = typed('FAKE_PASS', 'FAKE_PASS', seal);
  expect(await sealing.save()).toBe('OA.oatoken');
  expect(seal).toHaveBeenCalledExactlyOnceWith('FAKE_PASS');
  expect([sealing.passphrase, sealing.again]).toEqual(['', '']);
});

it('seals nothing while the two differ, and shows that until the next input', async () => {
  const seal = vi.fn(async () => 'OA.oatoken');
  const { sealing } = typed('FAKE_PASS', 'FAKE_PASt', seal);
  expect(await sealing.save()).toBeNull();
  expect([seal.mock.calls.length, sealing.differs]).toEqual([0, true]);
  sealing.typing();
  expect(sealing.differs).toBe(false);
});

it('a passphrase that the core rejects is kept, with the reason beside it', async () => {
  const { sealing, tell } = typed('kurz', 'kurz', () => refusal({ code: 'not_opened', words: 'passphrase-too-short' }));
  expect(await sealing.save()).toBeNull();
  expect([sealing.refused, sealing.passphrase, sealing.task.busy]).toEqual(['passphrase-too-short', 'kurz', false]);
  expect(tell).not.toHaveBeenCalled();
});

it('a file that cannot be written is reported like any other failure', async () => {
  const { sealing, tell } = typed('FAKE_PASS', 'FAKE_PASS', () =>
    refusal({ code: 'cannot_write_file', words: 'target-cannot-write' }),
  );
  expect(await sealing.save()).toBeNull();
  expect(tell).toHaveBeenCalledOnce();
  expect([sealing.refused, sealing.passphrase]).toEqual([null, 'FAKE_PASS']);
});

it('cancelling keeps the typed passphrase', async () => {
  const { sealing } = typed('FAKE_PASS', 'FAKE_PASS', async () => null);
  expect(await sealing.save()).toBeNull();
  expect([sealing.passphrase, sealing.refused]).toEqual(['FAKE_PASS', null]);
});

it('a second press during sealing does nothing', async () => {
  const seal = vi.fn(() => new Promise<string>(() => undefined));
  const { sealing } = typed('FAKE_PASS', 'FAKE_PASS', seal);
  void sealing.save();
  expect(await sealing.save()).toBeNull();
  expect(seal).toHaveBeenCalledOnce();
});
