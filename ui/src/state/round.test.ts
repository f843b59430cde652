import { describe, expect, it, vi } from 'vitest';
import { anOutcome, aRow, hours, NOW, refusal } from '../../dev/fake-ipc';
import { isKnown } from '$lib/fluent';
import type { CommandError, OutcomeView, ProfileRow } from '$lib/ipc';
import { Round } from './round.svelte';

const rows = ['a', 'b', 'c'].map((id) => aRow({ id, name: id, state: 'expired', accessExpiresAt: hours(-1) }));

function aRound(attempt: (id: string) => Promise<OutcomeView>, held: ProfileRow[] = rows) {
  const spy = vi.fn(attempt);
  const host = { rows: held, clock: { now: NOW }, tell: vi.fn(), reload: vi.fn(async () => undefined) };
  return { spy, host, round: new Round({ attempt: spy }, host) };
}

it('sends one after the other, unconfirmed', async () => {
  const answers: ((outcome: OutcomeView) => void)[] = [];
  const { round, spy } = aRound(() => new Promise((answer) => answers.push(answer)));
  const running = round.run(rows);
  expect(round.lines.map((line) => line.step)).toEqual(['sending', 'waiting', 'waiting']);
  for (const turn of [0, 1, 2]) {
    await vi.waitFor(() => expect(spy).toHaveBeenCalledTimes(turn + 1));
    expect(spy.mock.calls[turn]).toEqual([rows[turn]?.id, false]);
    answers[turn]?.(anOutcome());
  }
  await running;
  expect([round.running, round.ended, round.saved]).toEqual([false, 3, 3]);
});

describe('whatever happens to one, the rest are sent', () => {
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
    const { round, spy } = aRound((id) => (id === 'a' ? first() : Promise.resolve(anOutcome())));
    await round.run(rows);
    expect(spy).toHaveBeenCalledTimes(3);
    expect(round.lines[0]?.say.words).toBe(words);
    expect(isKnown(words)).toBe(true);
    expect([round.ended, round.saved, round.running]).toEqual([3, 2, false]);
  });
});

it('what is no longer due is not sent', async () => {
  const { round, spy } = aRound(async () => anOutcome(), [aRow({ id: 'a' })]);
  await round.run(rows);
  expect(spy).not.toHaveBeenCalled();
  expect(round.lines.map((line) => line.say.words)).toEqual([
    'page-round-not-due',
    'page-error-no-such-profile',
    'page-error-no-such-profile',
  ]);
});

it('twice runs once', async () => {
  const { round, spy } = aRound(async () => anOutcome());
  await Promise.all([round.run(rows), round.run(rows)]);
  expect(spy).toHaveBeenCalledTimes(3);
  round.clear();
  expect(round.lines).toEqual([]);
});
