import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandFailure, DraftInput, ImportDraft, ImportEdit, ImportSaved, Ipc } from '../ipc';
import { reactionTo } from '../kit/failures';
import { aDraft } from '../../dev/fake-import';
import { aRow, fakeIpc, refusal } from '../../dev/fake-ipc';
import { Import } from './import.svelte';

const unreadable = { code: 'unreadable_import', words: 'import-nothing-known', line: null, key: null } as const;

function anImport(drafts: ImportDraft[], change: Partial<Ipc> = {}, typed: DraftInput | null = null) {
  const host = {
    tell: vi.fn((thrown: unknown) => reactionTo((thrown as CommandFailure).reason)),
    ready: vi.fn(() => true),
    typed: () => typed,
    busy: vi.fn(),
    reload: vi.fn(async () => undefined),
    done: vi.fn(async () => undefined),
  };
  const ipc = {
    ...fakeIpc(),
    readImport: vi.fn(async () => ({ file: null, drafts, leftOut: [], refresher: null })),
    checkImport: vi.fn(async (edits: ImportEdit[]) => drafts.slice(0, edits.length)),
    saveImport: vi.fn(async (): Promise<ImportSaved[]> => []),
    dropImport: vi.fn(async () => null),
    ...change,
  };
  return { host, ipc, importing: new Import(ipc, host) };
}

const saved = (id: string): ImportSaved => ({ name: id, row: aRow({ id }), failure: null });
const failed = (failure: ImportSaved['failure']): ImportSaved => ({ name: '', row: null, failure });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('reading', () => {
  it('closes the paste dialog, and accepts no second paste meanwhile', async () => {
    const { importing, host, ipc } = anImport([aDraft()]);
    importing.go('paste');
    await importing.readText('FAKE_');
    expect([importing.way, importing.cards.length]).toEqual([null, 1]);
    await importing.readText('FAKE_');
    expect(ipc.readImport).toHaveBeenCalledOnce();
    expect(host.busy).toHaveBeenCalledOnce();
  });

  it('sends no request while nothing can be saved', async () => {
    const { importing, host, ipc } = anImport([aDraft()]);
    host.ready.mockReturnValue(false);
    await importing.readText('FAKE_');
    expect(ipc.readImport).not.toHaveBeenCalled();
  });

  it('of unknown text: is reported; in the paste dialog beside it; in a field it stays a paste', async () => {
    const { importing, host } = anImport([], { readImport: () => refusal(unreadable) });
    await importing.readText('x');
    expect(host.tell).toHaveBeenCalledOnce();
    const plain = vi.fn();
    await importing.readText('x', plain);
    expect(plain).toHaveBeenCalledOnce();
    importing.go('paste');
    await importing.readText('x');
    expect(importing.problem?.say.words).toBe('import-nothing-known');
    expect(host.tell).toHaveBeenCalledOnce();
  });

  it('broken JSON in a field is reported, not pasted', async () => {
    const readImport = () => refusal({ ...unreadable, words: 'import-not-json', line: '2' });
    const { importing, host } = anImport([], { readImport });
    const plain = vi.fn();
    await importing.readText('{', plain);
    expect(plain).not.toHaveBeenCalled();
    expect(host.tell).toHaveBeenCalledOnce();
  });

  it('fills the missing values of one OA from the form, and none of several OAs', async () => {
    const typed = { name: '', secretKey: 'FAKE_s', refreshToken: '', appId: '' };
    const one = anImport([aDraft({ secretKey: null })], {}, typed);
    await one.importing.readText('x');
    expect(vi.mocked(one.ipc.checkImport).mock.calls[0]?.[0][0]?.secretKey).toBe('FAKE_s');
    const two = anImport([aDraft({ secretKey: null }), aDraft()], {}, typed);
    await two.importing.readText('x');
    expect(two.importing.cards[0]?.edit.secretKey).toBeNull();
  });

  it('of several, those that cannot be saved are not ticked', async () => {
    const bad = aDraft({ check: { findings: [], fine: [], savable: false, sendable: false } });
    const { importing } = anImport([aDraft(), bad]);
    await importing.readText('x');
    expect(importing.cards.map((card) => card.take)).toEqual([true, false]);
  });
});

it('the core is asked when typing pauses, and an older answer is discarded', async () => {
  const answers: ((drafts: ImportDraft[]) => void)[] = [];
  const checkImport = vi.fn((): Promise<ImportDraft[]> => new Promise((answer) => answers.push(answer)));
  const { importing } = anImport([aDraft()], { checkImport });
  await importing.readText('x');
  const [card] = importing.cards;
  if (!card) throw new Error('no card');
  for (const name of ['a', 'ab']) {
    card.edit.name = name;
    importing.changed(card);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(checkImport).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(100);
  expect(checkImport).toHaveBeenCalledOnce();
  const newer = importing.check();
  answers[1]?.([aDraft({ name: 'newer' })]);
  answers[0]?.([aDraft({ name: 'older' })]);
  await newer;
  expect(card.draft.name).toBe('newer');
});

describe('saving', () => {
  it('sends one choice each, in order, and ends with the first saved OA', async () => {
    const saveImport = vi.fn(async () => [saved('a'), saved('c')]);
    const { importing, host } = anImport([aDraft(), aDraft(), aDraft()], { saveImport });
    await importing.readText('x');
    if (importing.cards[1]) importing.cards[1].take = false;
    expect(await importing.save(false)).toBeNull();
    expect(saveImport).toHaveBeenCalledOnce();
    const [choices] = saveImport.mock.calls[0] as unknown as [{ take: boolean; replace: boolean }[]];
    expect(choices.map(({ take, replace }) => [take, replace])).toEqual([
      [true, false],
      [false, false],
      [true, false],
    ]);
    expect(host.done).toHaveBeenCalledExactlyOnceWith([aRow({ id: 'a' }), aRow({ id: 'c' })], false, false);
    expect(importing.cards).toEqual([]);
  });

  it('a failed one stays with its sentence; saved ones leave and are not saved again', async () => {
    const saveImport = vi.fn(async () => [
      saved('a'),
      failed({ code: 'name_taken' }),
      failed({ code: 'cannot_save' as const, words: 'vault-full', next: 'vault-full-next', args: {} }),
    ]);
    const { importing, host } = anImport([aDraft(), aDraft(), aDraft()], { saveImport });
    await importing.readText('x');
    await importing.save(false);
    expect(importing.left).toHaveLength(2);
    expect(importing.left[0]?.findings('name').map((finding) => finding.words)).toEqual(['draft-name-taken']);
    expect(importing.left[1]?.failure?.say?.words).toBe('vault-full');
    expect(host.done).not.toHaveBeenCalled();
    saveImport.mockResolvedValueOnce([saved('b'), saved('c')]);
    await importing.save(false);
    const [choices] = saveImport.mock.calls[1] as unknown as [{ take: boolean }[]];
    expect(choices.map(({ take }) => take)).toEqual([false, true, true]);
    const ids = (host.done.mock.calls[0] as unknown as [{ id: string }[]])[0].map((row) => row.id);
    expect(ids).toEqual(['a', 'b', 'c']);
  });

  it('a name in use is never replaced without a confirmation, which is valid only for that OA', async () => {
    const saveImport = vi.fn(async () => [saved('p1')]);
    const { importing } = anImport([aDraft({ sameName: 'p1' })], { saveImport });
    await importing.readText('x');
    const [card] = importing.cards;
    if (!card) throw new Error('no card');
    expect(await importing.save(false)).toEqual({ card, at: 'same_name' });
    expect(saveImport).not.toHaveBeenCalled();
    importing.decide(card, 'p2');
    expect(card.choice.replace).toBe(false);
    importing.decide(card, 'p1');
    expect(card.choice.replace).toBe(true);
    expect(await importing.save(false)).toBeNull();
    expect(saveImport).toHaveBeenCalledOnce();
  });

  it('a refusal of the whole import is reported, and everything stays', async () => {
    const { importing, host } = anImport([aDraft()], { saveImport: () => refusal({ code: 'locked' }) });
    await importing.readText('x');
    await importing.save(true);
    expect(host.tell).toHaveBeenCalledOnce();
    expect([importing.left.length, importing.saving.busy]).toEqual([1, false]);
  });

  it('a second press during the action does nothing', async () => {
    const saveImport = vi.fn(() => new Promise<never>(() => undefined));
    const { importing } = anImport([aDraft()], { saveImport });
    await importing.readText('x');
    void importing.save(false);
    expect(await importing.save(false)).toBeNull();
    await vi.advanceTimersByTimeAsync(0);
    expect(saveImport).toHaveBeenCalledOnce();
  });
});

it('cancelling clears the page and the core; OAs saved before are shown', async () => {
  const saveImport = async () => [
    saved('a'),
    failed({ code: 'cannot_save' as const, words: 'vault-full', next: 'vault-full-next', args: {} }),
  ];
  const { importing, host, ipc } = anImport([aDraft(), aDraft()], { saveImport });
  await importing.readText('x');
  await importing.save(false);
  await importing.cancel();
  expect(importing.cards).toEqual([]);
  expect(ipc.dropImport).toHaveBeenCalledOnce();
  expect(host.done).toHaveBeenCalledExactlyOnceWith([aRow({ id: 'a' })], false, false);
});

it('picks one of several values and ticks its card', async () => {
  const candidates = [
    { key: 'SECRET_KEY', line: '6', shown: '4567' },
    { key: 'APP_SECRET', line: '8', shown: 'cdef' },
  ];
  const choices = (picked: number | null) => [{ field: 'secret_key' as const, picked, candidates }];
  const check = { findings: [], fine: [], savable: false, sendable: false };
  const asked = aDraft({ secretKey: null, check, choices: choices(null) });
  const pickImport = vi.fn(async () => [aDraft({ choices: choices(0) }), aDraft({ name: 'B' })]);
  const { importing } = anImport([asked, aDraft({ name: 'B' })], { pickImport });
  await importing.readText('x');
  const [card] = importing.cards;
  if (!card) throw new Error('no card');
  expect([importing.ready, card.take]).toEqual([1, false]);
  await importing.pick(card, 'secret_key', 0);
  expect(pickImport).toHaveBeenCalledWith(0, 'secret_key', 0, expect.any(Array));
  expect([importing.ready, card.take]).toEqual([2, true]);
});
