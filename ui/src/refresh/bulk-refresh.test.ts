import { describe, expect, it, vi } from 'vitest';
import { isKnown } from '../i18n/fluent';
import type { CommandError, OutcomeView, ProfileRow } from '../ipc';
import { anOutcome, aRow, hours, refusal } from '../../dev/fake-ipc';
import { BulkRefresh } from './bulk-refresh.svelte';

const rows = ['a', 'b', 'c'].map((id) => aRow({ id, name: id, state: 'expired', accessExpiresAt: hours(-1) }));

function aRound(attempt: (id: string) => Promise<OutcomeView>, held: ProfileRow[] = rows) {
  const spy = vi.fn(attempt);
  const host = { rows: held, tell: vi.fn(), reload: vi.fn(async () => undefined) };
  return { spy, host, bulkRefresh: new BulkRefresh({ attempt: spy }, host) };
}

it('sends one after the other, without confirmation', async () => {
  const answers: ((outcome: OutcomeView) => void)[] = [];
  const { bulkRefresh, spy } = aRound(() => new Promise((answer) => answers.push(answer)));
  const running = bulkRefresh.run(rows);
  expect(bulkRefresh.lines.map((line) => line.step)).toEqual(['sending', 'waiting', 'waiting']);
  for (const turn of [0, 1, 2]) {
    await vi.waitFor(() => expect(spy).toHaveBeenCalledTimes(turn + 1));
    expect(spy.mock.calls[turn]).toEqual([rows[turn]?.id, false]);
    answers[turn]?.(anOutcome());
  }
  await running;
  expect([bulkRefresh.running, bulkRefresh.ended, bulkRefresh.saved]).toEqual([false, 3, 3]);
});

describe('a failure of one does not stop the rest', () => {
  const refused = (error: CommandError) => () => refusal(error);
  it.each<[string, () => Promise<OutcomeView>, string]>([
    ['asked about', refused({ code: 'needs_confirmation' }), 'page-round-skipped'],
    ['busy', refused({ code: 'busy' }), 'busy'],
    [
      'unsavable',
      refused({ code: 'cannot_save' as const, words: 'vault-full', next: 'vault-full-next', args: {} }),
      'vault-full',
    ],
    ['locked', refused({ code: 'locked' }), 'vault-locked'],
    ['broken', () => Promise.reject(new Error('no')), 'page-error-unexpected'],
    ['rejected', async () => anOutcome({ verdict: 'rejected', words: 'refused-secret-key' }), 'refused-secret-key'],
  ])('%s', async (_, first, words) => {
    const { bulkRefresh, spy } = aRound((id) => (id === 'a' ? first() : Promise.resolve(anOutcome())));
    await bulkRefresh.run(rows);
    expect(spy).toHaveBeenCalledTimes(3);
    expect(bulkRefresh.lines[0]?.say.words).toBe(words);
    expect(isKnown(words)).toBe(true);
    expect([bulkRefresh.ended, bulkRefresh.saved, bulkRefresh.running]).toEqual([3, 2, false]);
  });
});

it('what is no longer due is not sent', async () => {
  const { bulkRefresh, spy } = aRound(async () => anOutcome(), [aRow({ id: 'a' })]);
  await bulkRefresh.run(rows);
  expect(spy).not.toHaveBeenCalled();
  expect(bulkRefresh.lines.map((line) => line.say.words)).toEqual([
    'page-round-not-due',
    'page-error-no-such-profile',
    'page-error-no-such-profile',
  ]);
});

it('twice runs once', async () => {
  const { bulkRefresh, spy } = aRound(async () => anOutcome());
  await Promise.all([bulkRefresh.run(rows), bulkRefresh.run(rows)]);
  expect(spy).toHaveBeenCalledTimes(3);
  bulkRefresh.clear();
  expect(bulkRefresh.lines).toEqual([]);
});
