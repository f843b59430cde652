import { describe, expect, it } from 'vitest';
import { isKnown } from '../i18n/fluent';
import type { CommandError } from '../ipc';
import { reactionTo } from './failures';

const ALL: CommandError[] = [
  { code: 'locked' },
  { code: 'no_such_profile' },
  { code: 'name_taken' },
  { code: 'same_token', other: 'Cà phê' },
  { code: 'invalid_draft', findings: [] },
  { code: 'needs_confirmation' },
  { code: 'cannot_save' as const, words: 'vault-full', next: 'vault-full-next', args: {} },
  { code: 'cannot_write_file', words: 'target-cannot-write' },
  { code: 'no_such_secret' },
  { code: 'busy' },
  { code: 'unexpected' },
];

describe('a refused command', () => {
  it.each(ALL.map((error) => [error.code, error] as const))('%s has an existing sentence', (_, error) => {
    const reaction = reactionTo(error);
    if (reaction.kind === 'toast') expect(isKnown(reaction.say.words)).toBe(true);
    if (reaction.kind === 'notice') expect([reaction.say.words, reaction.next.words].every(isKnown)).toBe(true);
    if (reaction.kind === 'fields') expect(reaction.findings.every((finding) => isKnown(finding.words))).toBe(true);
  });

  it('with an unknown code is reported as an unexpected error', () => {
    const fromTheFuture = { code: 'on_fire' } as unknown as CommandError;
    expect(reactionTo(fromTheFuture)).toEqual(reactionTo({ code: 'unexpected' }));
  });

  it('because of a token of another OA names that OA beside the field', () => {
    const reaction = reactionTo({ code: 'same_token', other: 'Shop' });
    expect(reaction).toMatchObject({
      kind: 'fields',
      findings: [{ field: 'refresh_token', other: 'Shop', blocking: true }],
    });
  });
});
