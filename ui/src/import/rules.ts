/** How the import preview presents the recognised values. Pure; the core has validated the values. */
import type { CommandError, DraftField, DraftInput, FindingView, ImportDraft, ImportEdit } from '../ipc';
import { reactionTo, type Sentence } from '../kit/failures';

export const NO_EDIT: Readonly<ImportEdit> = {
  name: null,
  appId: null,
  secretKey: null,
  refreshToken: null,
  accessToken: null,
};

/** The rows under the name, in Postman's order. The value that is never sent to Zalo is last but one. */
export const VALUE_ROWS = [
  { field: 'secret_key', key: 'secretKey', hint: 'page-hint-secret-key-form' },
  { field: 'refresh_token', key: 'refreshToken', hint: 'page-hint-refresh-token-form' },
  { field: 'access_token', key: 'accessToken', hint: 'page-import-hint-access-token' },
  { field: 'app_id', key: 'appId', hint: 'page-hint-app-id-form' },
] as const satisfies readonly { field: DraftField; key: keyof ImportEdit; hint: string }[];

export type ValueRow = (typeof VALUE_ROWS)[number];

/** Returns a value as it may be shown: the last characters of a secret, or all of any other value; null if absent. */
export function shownValue(draft: ImportDraft, { key }: ValueRow): string | null {
  return key === 'appId' ? draft.appId || null : draft[key];
}

/**
 * Reports whether the primary button sends at once: only for one OA with just a refresh token. A pair with its access
 * token may be in use, and one click must not send several OAs.
 */
export function isSentAtOnce(drafts: readonly ImportDraft[]): boolean {
  const [only, ...others] = drafts;
  if (!only || others.length > 0 || only.accessToken !== null) return false;
  // A draft that can be saved but not sent has nothing to send; one with a missing value must be corrected first.
  return only.check.sendable || !only.check.savable;
}

/** The field that prevents saving. */
export type Stop = DraftField | 'same_name';

export function stopOf(draft: ImportDraft, replaces: string | null, toSend: boolean): Stop | null {
  const { findings, savable, sendable } = draft.check;
  if (!savable) return findings.find((finding) => finding.blocking)?.field ?? 'secret_key';
  if (asksOf(draft, replaces)) return 'same_name';
  return toSend && !sendable ? 'refresh_token' : null;
}

/** Reports whether another OA has this name and the user has not yet said whether it is the same OA. */
export function asksOf(draft: ImportDraft, replaces: string | null): boolean {
  return draft.sameName !== null && draft.sameName !== replaces;
}

/** Fills values that were not recognised from what the form already holds. */
export function editFrom(draft: ImportDraft, typed: DraftInput): ImportEdit {
  const filled = (has: string | null, value: string) => (has || value.trim() === '' ? null : value);
  return {
    name: filled(draft.name, typed.name),
    appId: filled(draft.appId, typed.appId),
    secretKey: filled(draft.secretKey, typed.secretKey),
    refreshToken: filled(draft.refreshToken, typed.refreshToken),
    accessToken: null,
  };
}

/** Why a draft was not saved: shown beside its fields, or at its head. */
export interface NotSaved {
  findings: FindingView[];
  say: Sentence | null;
}

export function notSaved(error: CommandError): NotSaved {
  const reaction = reactionTo(error);
  if (reaction.kind === 'fields') return { findings: reaction.findings, say: null };
  if (reaction.kind === 'vault') return { findings: [], say: { words: 'vault-locked' } };
  if (reaction.kind === 'toast' || reaction.kind === 'notice') return { findings: [], say: reaction.say };
  return { findings: [], say: { words: 'page-error-unexpected' } };
}
