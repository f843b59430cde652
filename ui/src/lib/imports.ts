/** What the preview of an import makes of what was recognised. Pure; the core has judged the values. */
import { reactionTo, type Sentence } from './failures';
import type { CommandError, DraftField, DraftInput, FindingView, ImportDraft, ImportEdit } from './ipc';

export const NO_EDIT: Readonly<ImportEdit> = {
  name: null,
  appId: null,
  secretKey: null,
  refreshToken: null,
  accessToken: null,
};

/** The rows under the name, as Postman orders them; what goes nowhere but here last but one. */
export const VALUE_ROWS = [
  { field: 'secret_key', key: 'secretKey', hint: 'page-hint-secret-key-form' },
  { field: 'refresh_token', key: 'refreshToken', hint: 'page-hint-refresh-token-form' },
  { field: 'access_token', key: 'accessToken', hint: 'page-import-hint-access-token' },
  { field: 'app_id', key: 'appId', hint: 'page-hint-app-id-form' },
] as const satisfies readonly { field: DraftField; key: keyof ImportEdit; hint: string }[];

export type ValueRow = (typeof VALUE_ROWS)[number];

/** A value as it may be shown: the last characters of a secret, or all of what is none; null when there is none. */
export function shownValue(draft: ImportDraft, { key }: ValueRow): string | null {
  return key === 'appId' ? draft.appId || null : draft[key];
}

/**
 * Whether the primary button sends: one OA that has only a refresh token. A pair with its access token may be in use,
 * and nobody means to send several by one click.
 */
export function isSentAtOnce(drafts: readonly ImportDraft[]): boolean {
  const [only, ...others] = drafts;
  if (!only || others.length > 0 || only.accessToken !== null) return false;
  // One that can be saved but not sent has nothing to send. One with something missing is mended first.
  return only.check.sendable || !only.check.savable;
}

/** Where one stops being saved. */
export type Stop = DraftField | 'same_name';

export function stopOf(draft: ImportDraft, replaces: string | null, toSend: boolean): Stop | null {
  const { findings, savable, sendable } = draft.check;
  if (!savable) return findings.find((finding) => finding.blocking)?.field ?? 'secret_key';
  if (asksOf(draft, replaces)) return 'same_name';
  return toSend && !sendable ? 'refresh_token' : null;
}

/** Whether another OA has this name and nobody has said that it is the one meant. */
export function asksOf(draft: ImportDraft, replaces: string | null): boolean {
  return draft.sameName !== null && draft.sameName !== replaces;
}

/** What the form holds already fills what was not recognised. */
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

/** Why one was not saved: said beside its fields, or at its head. */
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
