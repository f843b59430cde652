/** How the page presents a sealed file and a moved OA. Pure; the core has evaluated the file's content. */
import { CommandFailure, type MergeStatusView, type BundleView, type ConflictSide, type ProfileRow } from '../ipc';
import type { Tone } from '../kit/tone';
import { isAltered } from '../profile/rules';

/** The result of taking an OA from a file, in words and as a sign. */
export const STANDINGS: Record<
  MergeStatusView,
  { words: string; icon: 'plus' | 'retry' | 'check' | 'cross' | 'warn'; tone: Tone }
> = {
  new: { words: 'page-standing-new', icon: 'plus', tone: 'ok' },
  newer: { words: 'page-standing-newer', icon: 'plus', tone: 'ok' },
  back: { words: 'page-standing-back', icon: 'retry', tone: 'ok' },
  known: { words: 'page-standing-known', icon: 'check', tone: 'off' },
  held: { words: 'page-standing-held', icon: 'cross', tone: 'warn' },
  conflict: { words: 'page-standing-conflict', icon: 'warn', tone: 'warn' },
};

/** Reports whether taking the file changes this OA. */
export function isTaken(standing: MergeStatusView): boolean {
  return standing === 'new' || standing === 'newer' || standing === 'back';
}

/** Reports whether taking the file changes anything, if the OAs in `replace` take the file's side. */
export function isWorthTaking(view: BundleView, replace: readonly string[] = []): boolean {
  return view.rows.some((row) => isTaken(row.standing) || replace.includes(row.id));
}

/** Returns one side of an OA that differs, as arguments for its sentence. */
export function sideOf(t: (id: string) => string, side: ConflictSide, moment: string): Record<string, string> {
  return { name: side.name, app: side.appId, oa: side.oaId ?? t('bundle-oa-unknown'), moment };
}

/** What kind of file it is, and what in it may be out of date. */
export const KINDS: Record<BundleView['kind'], { made: string; stale: string }> = {
  backup: { made: 'page-sealed-backup', stale: 'page-sealed-stale-backup' },
  move: { made: 'page-sealed-move', stale: 'page-sealed-stale-move' },
};

/** Returns the message beside the passphrase: too short, wrong, or an unreadable file. */
export function refusedWords(thrown: unknown): string | null {
  if (!(thrown instanceof CommandFailure)) return null;
  const { reason } = thrown;
  return reason.code === 'not_opened' || reason.code === 'not_sealed_file' ? reason.words : null;
}

/** Reports whether an OA can be moved. A practice OA, a moved OA and an altered OA cannot. */
export function canMove(row: ProfileRow): boolean {
  return !row.practice && !isMoved(row) && !isAltered(row);
}

export function isMoved(row: ProfileRow): boolean {
  return row.state === 'moved_away';
}
