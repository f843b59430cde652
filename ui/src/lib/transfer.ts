/** What the page makes of a sealed file, and of an OA that was moved away. Pure; the core has judged what is in a file. */
import { CommandFailure, type CarriedStanding, type CarriedView, type ConflictSide, type ProfileRow } from './ipc';
import { isAltered, type Tone } from './profiles';

/** What becomes of an OA in a file, in words and by a sign. */
export const STANDINGS: Record<
  CarriedStanding,
  { words: string; icon: 'plus' | 'retry' | 'check' | 'cross' | 'warn'; tone: Tone }
> = {
  new: { words: 'page-standing-new', icon: 'plus', tone: 'ok' },
  newer: { words: 'page-standing-newer', icon: 'plus', tone: 'ok' },
  back: { words: 'page-standing-back', icon: 'retry', tone: 'ok' },
  known: { words: 'page-standing-known', icon: 'check', tone: 'off' },
  held: { words: 'page-standing-held', icon: 'cross', tone: 'warn' },
  conflict: { words: 'page-standing-conflict', icon: 'warn', tone: 'warn' },
};

/** Whether taking the file changes anything for this OA. */
export function isTaken(standing: CarriedStanding): boolean {
  return standing === 'new' || standing === 'newer' || standing === 'back';
}

/** Whether taking the file changes anything, with these OAs taking the file's side. */
export function isWorthTaking(view: CarriedView, replace: readonly string[] = []): boolean {
  return view.rows.some((row) => isTaken(row.standing) || replace.includes(row.id));
}

/** One side of an OA that differs, as the arguments of its sentence. */
export function sideOf(t: (id: string) => string, side: ConflictSide, moment: string): Record<string, string> {
  return { name: side.name, app: side.appId, oa: side.oaId ?? t('bundle-oa-unknown'), moment };
}

/** What a file is, and what in it may be out of date. */
export const KINDS: Record<CarriedView['kind'], { made: string; stale: string }> = {
  backup: { made: 'page-sealed-backup', stale: 'page-sealed-stale-backup' },
  move: { made: 'page-sealed-move', stale: 'page-sealed-stale-move' },
};

/** What is said beside the passphrase: it is too short, it is another one, or the file cannot be read. */
export function refusedWords(thrown: unknown): string | null {
  if (!(thrown instanceof CommandFailure)) return null;
  const { reason } = thrown;
  return reason.code === 'not_opened' || reason.code === 'not_sealed_file' ? reason.words : null;
}

/** A practice OA goes nowhere, one that was moved is elsewhere already, and with a changed one nothing is done. */
export function canMove(row: ProfileRow): boolean {
  return !row.practice && !isMoved(row) && !isAltered(row);
}

export function isMoved(row: ProfileRow): boolean {
  return row.state === 'moved_away';
}
