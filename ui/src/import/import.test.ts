import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandFailure, CorrectedDraft, ImportDraft, ImportSaved, Ipc } from '../ipc';
import { reactionTo } from '../kit/failures';
import { aDraft } from '../../dev/fake-import';
import { aRow, fakeIpc, refusal } from '../../dev/fake-ipc';
import { Import } from './import.svelte';
import { NO_EDIT } from './rules';

const unreadable = { code: 'unreadable_import', words: 'import-nothing-known', line: null, key: null } as const;

const UNSAVABLE = { findings: [], fine: [], savable: false, sendable: false };
const EMPTY = aDraft({ name: '', appId: '', secretKey: null, refreshToken: null, line: null, check: UNSAVABLE });

function anImport(drafts: ImportDraft[], change: Partial<Ipc> = {}, fills = false) {
  const host = {
    tell: vi.fn((thrown: unknown) => reactionTo((thrown as CommandFailure).reason)),
    ready: vi.fn(() => true),
    fills: vi.fn(() => fills),
    review: vi.fn(),
    reload: vi.fn(async () => undefined),
    group: vi.fn(),
    done: vi.fn(async () => undefined),
    left: vi.fn(),
  };
  const ipc = {
    ...fakeIpc(),
    readImport: vi.fn(async () => ({ files: [], drafts, leftOut: [], columns: [], refresher: null })),
    beginImport: vi.fn(async () => EMPTY),
    checkImport: vi.fn(async (edits: CorrectedDraft[]) => edits.map(({ draft }) => drafts[draft] ?? EMPTY)),
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
  it('shows a review, and accepts no second paste meanwhile', async () => {
    const { importing, host, ipc } = anImport([aDraft()]);
    await importing.readText('FAKE_');
    expect(importing.cards).toHaveLength(1);
    expect(host.review).toHaveBeenLastCalledWith(false);
    await importing.readText('FAKE_');
    expect(ipc.readImport).toHaveBeenCalledExactlyOnceWith('FAKE_', false);
    expect(host.review).toHaveBeenLastCalledWith(true);
  });

  it('sends no request while nothing can be saved', async () => {
    const { importing, host, ipc } = anImport([aDraft()]);
    host.ready.mockReturnValue(false);
    await importing.readText('FAKE_');
    expect(ipc.readImport).not.toHaveBeenCalled();
  });

  it('of unknown text: is reported; beside the slots if they are shown; in a field it stays a paste', async () => {
    const { importing, host } = anImport([], { readImport: () => refusal(unreadable) });
    await importing.readText('x');
    expect(host.tell).toHaveBeenCalledOnce();
    const plain = vi.fn();
    await importing.readText('x', plain);
    expect(plain).toHaveBeenCalledOnce();
    host.fills.mockReturnValue(true);
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

  it('of several, those that cannot be saved come first and are not ticked', async () => {
    const bad = aDraft({ check: { findings: [], fine: [], savable: false, sendable: false } });
    const { importing } = anImport([aDraft(), bad]);
    await importing.readText('x');
    // They come first, and keep the number that the core knows them by.
    expect(importing.cards.map((card) => [card.place, card.take])).toEqual([
      [1, false],
      [0, true],
    ]);
    expect(importing.chosen).toHaveLength(1);
  });
});

describe('the slots', () => {
  const two = aDraft({ refreshToken: null, check: { ...UNSAVABLE, savable: true } });

  it('begin empty, are filled by each paste, and keep what was typed', async () => {
    const { importing, ipc } = anImport([two], {}, true);
    await importing.begin();
    await importing.begin();
    expect(ipc.beginImport).toHaveBeenCalledOnce();
    const card = importing.filling;
    if (!card) throw new Error('no card');
    card.edit = { ...card.edit, appId: '9', refreshToken: 'FAKE_typed' };
    await importing.readText('x');
    expect(ipc.readImport).toHaveBeenCalledExactlyOnceWith('x', true);
    // A newly recognised value replaces the typed one.
    expect(card.edit).toMatchObject({ appId: null, refreshToken: 'FAKE_typed' });
    expect(ipc.checkImport).toHaveBeenCalledOnce();
    expect([importing.cards.length, importing.fills]).toEqual([0, 1]);
  });

  it.each([
    ['several OAs', [aDraft(), aDraft()]],
    ['a name that is in use', [aDraft({ sameName: 'p1' })]],
  ])('give way to a review of %s', async (_, drafts) => {
    const { importing, host } = anImport(drafts, {}, true);
    await importing.readText('x');
    expect(importing.cards).toHaveLength(drafts.length);
    expect(host.review).toHaveBeenCalledOnce();
  });

  it('are saved, and say which value is missing', async () => {
    const saveImport = vi.fn(async () => [saved('a')]);
    const { importing, host } = anImport([two], { saveImport }, true);
    await importing.readText('x');
    expect(await importing.saveFilled('send')).toBe('refresh_token');
    expect(saveImport).not.toHaveBeenCalled();
    expect(await importing.saveFilled('pair')).toBeNull();
    expect(host.done).toHaveBeenCalledExactlyOnceWith([aRow({ id: 'a' })], 'pair');
    expect(importing.filling).toBeNull();
  });

  it('keep everything when saving was refused', async () => {
    const { importing, host } = anImport([two], { saveImport: async () => [failed({ code: 'name_taken' })] }, true);
    await importing.readText('x');
    await importing.saveFilled('keep');
    expect(importing.filling?.findings('name')).toHaveLength(1);
    expect(host.done).not.toHaveBeenCalled();
  });
});

it('the core is asked when typing pauses', async () => {
  const checkImport = vi.fn(async () => [aDraft({ name: 'checked' })]);
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
  expect(card.draft.name).toBe('checked');
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
    expect(host.done).toHaveBeenCalledExactlyOnceWith([aRow({ id: 'a' }), aRow({ id: 'c' })], 'keep');
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
  expect(host.done).toHaveBeenCalledExactlyOnceWith([aRow({ id: 'a' })], 'keep');
});

it('picks one of several values and ticks its card', async () => {
  const candidates = [
    { key: 'SECRET_KEY', file: null, line: '6', shown: '4567' },
    { key: 'APP_SECRET', file: 'a.env', line: '8', shown: 'cdef' },
  ];
  const choices = (picked: number | null) => [{ field: 'secret_key' as const, picked, candidates }];
  const asked = aDraft({ secretKey: null, check: UNSAVABLE, choices: choices(null) });
  const pickImport = vi.fn(async () => aDraft({ choices: choices(0) }));
  const { importing } = anImport([asked, aDraft({ name: 'B' })], { pickImport });
  await importing.readText('x');
  const [card] = importing.cards;
  if (!card) throw new Error('no card');
  expect([card.isReady, card.take]).toEqual([false, false]);
  await importing.pick(card, 'secret_key', 0);
  expect(pickImport).toHaveBeenCalledExactlyOnceWith({ draft: 0, edit: NO_EDIT }, 'secret_key', 0);
  expect([card.isReady, card.take]).toEqual([true, true]);
});

it('one that still needs a correction stays when the others are saved, or is dropped', async () => {
  const bad = aDraft({ check: UNSAVABLE });
  const { importing, host } = anImport([bad, aDraft()], { saveImport: async () => [saved('b')] });
  await importing.readText('x');
  await importing.save(false);
  expect([importing.left.length, importing.saved.length]).toEqual([1, 1]);
  expect(host.done).not.toHaveBeenCalled();
  if (importing.left[0]) importing.drop(importing.left[0]);
  await vi.advanceTimersByTimeAsync(0);
  expect(host.done).toHaveBeenCalledExactlyOnceWith([aRow({ id: 'b' })], 'keep');
});
