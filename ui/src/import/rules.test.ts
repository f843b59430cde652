import { describe, expect, it } from 'vitest';
import { isKnown } from '../i18n/fluent';
import type { CommandError, FindingView, ImportDraft } from '../ipc';
import { aDraft } from '../../dev/fake-import';
import { isSentAtOnce, needsReview, notSaved, problemsFirst, shownValue, stopOf, VALUE_ROWS, type Stop } from './rules';

const check = (savable: boolean, sendable: boolean, ...findings: FindingView[]) => {
  return { findings, fine: [], savable, sendable };
};
const blocking = (field: FindingView['field']): FindingView => {
  return { field, words: 'draft-app-id-missing', blocking: true, count: null, other: null };
};
const soft: FindingView = { ...blocking('refresh_token'), blocking: false };
const incomplete = aDraft({ secretKey: null, check: check(false, false, soft, blocking('app_id')) });
const noRefresh = aDraft({ refreshToken: null, check: check(true, false, soft) });
const pair = aDraft({ accessToken: 'cccc' });

describe('sent immediately', () => {
  it.each<[string, ImportDraft[], boolean]>([
    ['one with a refresh token', [aDraft()], true],
    ['one with something missing, which is corrected first', [incomplete], true],
    ['one without a refresh token', [noRefresh], false],
    ['one whose access token may be in use: the core asks first', [pair], true],
    ['several', [aDraft(), aDraft()], false],
    ['none', [], false],
  ])('%s', (_, drafts, sent) => {
    expect(isSentAtOnce(drafts)).toBe(sent);
  });
});

describe('reasons that block saving', () => {
  it.each<[ImportDraft, string | null, boolean, Stop | null]>([
    [aDraft(), null, true, null],
    [aDraft(), null, false, null],
    [incomplete, null, false, 'app_id'],
    [noRefresh, null, false, null],
    [noRefresh, null, true, 'refresh_token'],
    [aDraft({ sameName: 'p1' }), null, false, 'same_name'],
    [aDraft({ sameName: 'p1' }), 'p1', false, null],
    // Confirming one OA does not confirm another.
    [aDraft({ sameName: 'p2' }), 'p1', false, 'same_name'],
    [aDraft(), 'p1', false, null],
  ])('%#', (draft, replaces, toSend, stop) => {
    expect(stopOf(draft, replaces, toSend)).toBe(stop);
  });
});

it('only the app_id is shown completely, and missing values are null', () => {
  const shown = (draft: ImportDraft) => VALUE_ROWS.map((row) => shownValue(draft, row));
  expect(shown(pair)).toEqual(['123', 'aaaa', 'bbbb', 'cccc']);
  expect(shown(aDraft({ secretKey: null, refreshToken: null, appId: '' }))).toEqual([null, null, null, null]);
});

it('problems come first, in their order, with the number that the core knows them by', () => {
  const drafts = [aDraft(), incomplete, aDraft(), aDraft({ sameName: 'p1' })];
  expect(problemsFirst(drafts).map(({ place }) => place)).toEqual([1, 3, 0, 2]);
});

it('values for the slots are reviewed if they come with a question or a warning', () => {
  const preview = { files: [], drafts: [], leftOut: [], columns: [], refresher: null };
  const leftOut = [{ words: 'import-left-older', key: 'refresh_token', file: null, line: '1', shown: 'aaaa' }];
  expect(needsReview(aDraft(), preview)).toBe(false);
  expect(needsReview(aDraft({ sameName: 'p1' }), preview)).toBe(true);
  expect(needsReview(aDraft(), { ...preview, leftOut })).toBe(true);
  expect(needsReview(aDraft(), { ...preview, refresher: 'import-refresher-n8n' })).toBe(true);
});

describe('the reason why an OA was not saved', () => {
  it.each<[CommandError, string | null, number]>([
    [{ code: 'name_taken' }, null, 1],
    [{ code: 'same_token', other: 'Shop' }, null, 1],
    [{ code: 'invalid_draft', findings: [soft, soft] }, null, 2],
    [{ code: 'cannot_save' as const, words: 'vault-full', next: 'vault-full-next', args: {} }, 'vault-full', 0],
    [{ code: 'locked' }, 'vault-locked', 0],
    [{ code: 'busy' }, 'busy', 0],
    [{ code: 'needs_confirmation' }, 'page-error-unexpected', 0],
  ])('%j', (error, words, findings) => {
    const why = notSaved(error);
    expect([why.say?.words ?? null, why.findings.length]).toEqual([words, findings]);
    expect(words === null || isKnown(words)).toBe(true);
  });
});
