/** How the import preview presents the recognised values. Pure; the core has validated the values. */
import type {
  ColumnMeaning,
  CommandError,
  DraftField,
  FindingView,
  ImportDraft,
  ImportEdit,
  ImportPreview,
  ImportSaved,
} from '../ipc';
import { reactionTo, type Sentence } from '../kit/failures';

export const NO_EDIT: Readonly<ImportEdit> = {
  name: null,
  appId: null,
  secretKey: null,
  refreshToken: null,
  accessToken: null,
};

/** What a column can be read as, and its words. */
export const COLUMN_MEANINGS: readonly { value: ColumnMeaning; words: string }[] = [
  { value: 'name', words: 'page-column-is-name' },
  { value: 'app_id', words: 'page-slot-app-id' },
  { value: 'secret_key', words: 'page-slot-secret-key' },
  { value: 'refresh_token', words: 'page-slot-refresh-token' },
  { value: 'access_token', words: 'page-column-is-access-token' },
  { value: 'group', words: 'page-group' },
  { value: 'nothing', words: 'page-column-is-nothing' },
];

/** Returns the groups that the table names for what was saved, by the ids of the OAs. */
export function groupsOf(drafts: readonly ImportDraft[], results: readonly ImportSaved[]): Map<string, string> {
  const named = drafts.flatMap((draft, place): [string, string][] => {
    const row = results[place]?.row;
    return row && draft.group !== null ? [[row.id, draft.group]] : [];
  });
  return new Map(named);
}

/** Every value that can be corrected. */
export const VALUE_KEYS = Object.keys(NO_EDIT) as (keyof ImportEdit)[];

/** The rows under the name. The value that is never sent to Zalo is last. */
export const VALUE_ROWS = [
  { field: 'app_id', key: 'appId' },
  { field: 'secret_key', key: 'secretKey' },
  { field: 'refresh_token', key: 'refreshToken' },
  { field: 'access_token', key: 'accessToken' },
] as const satisfies readonly { field: DraftField; key: keyof ImportEdit }[];

/** Returns the correction of a field. */
export function keyOf(field: DraftField): keyof ImportEdit {
  return VALUE_ROWS.find((row) => row.field === field)?.key ?? 'name';
}

export type ValueRow = (typeof VALUE_ROWS)[number];

/** Returns a value as it may be shown: the last characters of a secret, or all of any other value; null if absent. */
export function shownValue(draft: ImportDraft, { key }: ValueRow): string | null {
  return key === 'appId' ? draft.appId || null : draft[key];
}

/**
 * Reports whether the primary button sends at once: only for one OA. The core asks first if an access token in use would
 * stop, and one click must not send several OAs.
 */
export function isSentAtOnce(drafts: readonly ImportDraft[]): boolean {
  const [only, ...others] = drafts;
  if (!only || others.length > 0) return false;
  // A draft that can be saved but not sent has nothing to send; one with a missing value must be corrected first.
  return only.check.sendable || !only.check.savable;
}

/** Reports whether values that fill the slots come with something that only the review shows. */
export function needsReview(draft: ImportDraft, { leftOut, refresher }: ImportPreview): boolean {
  return draft.choices.length > 0 || draft.sameName !== null || leftOut.length > 0 || refresher !== null;
}

/** Orders recognised OAs: those to correct first, each with its number as the core counts. */
export function problemsFirst(drafts: readonly ImportDraft[]): { draft: ImportDraft; place: number }[] {
  const isReady = (draft: ImportDraft) => draft.check.savable && draft.sameName === null;
  return drafts
    .map((draft, place) => ({ draft, place }))
    .sort((one, other) => Number(isReady(one.draft)) - Number(isReady(other.draft)));
}

/** The field that prevents saving. */
export type Stop = DraftField | 'same_name';

export function stopOf(draft: ImportDraft, replaces: string | null, toSend: boolean): Stop | null {
  const { findings, savable, sendable } = draft.check;
  if (!savable) return findings.find((finding) => finding.blocking)?.field ?? 'secret_key';
  if (asksOf(draft, replaces)) return 'same_name';
  return toSend && !sendable ? 'refresh_token' : null;
}

/** Lists what the user must still choose, correct or answer before the OA can be saved. */
export function openQuestions(draft: ImportDraft, replaces: string | null): Stop[] {
  const open: Stop[] = draft.check.findings.filter((finding) => finding.blocking).map((finding) => finding.field);
  if (asksOf(draft, replaces)) open.push('same_name');
  return [...new Set(open)];
}

/** Returns the option that an arrow key leads to in a group of radios; null for another key. */
export function nextRadio(key: string, place: number, count: number): number | null {
  if (key === 'ArrowDown' || key === 'ArrowRight') return (place + 1) % count;
  if (key === 'ArrowUp' || key === 'ArrowLeft') return (place + count - 1) % count;
  return null;
}

/** Reports whether another OA has this name and the user has not yet said whether it is the same OA. */
export function asksOf(draft: ImportDraft, replaces: string | null): boolean {
  return draft.sameName !== null && draft.sameName !== replaces;
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
