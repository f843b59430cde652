/** How places are worded and drawn. The core has judged their state. Pure. */
import type { Translate } from '../i18n/fluent';
import { dateOf, DAY, hourOf } from '../i18n/time';
import type { CopyForm, DeliveryLine, PlaceView, Preset } from '../ipc';
import type { IconName } from '../kit/Icon.svelte';
import { clockTime } from '../profile/moments';

/** The kinds of places that can be added. A Google sheet is a receiver of webhooks with its own instructions. */
export type Kind = 'file' | 'webhook' | 'sheet' | 'by_hand';

export const KINDS: readonly { kind: Kind; icon: IconName; words: string; how: string }[] = [
  { kind: 'file', icon: 'globe', words: 'page-place-kind-file', how: 'page-place-kind-file-how' },
  { kind: 'webhook', icon: 'flow', words: 'page-place-kind-webhook', how: 'page-place-kind-webhook-how' },
  { kind: 'sheet', icon: 'sheet', words: 'page-place-kind-sheet', how: 'page-place-kind-sheet-how' },
  { kind: 'by_hand', icon: 'box', words: 'page-place-kind-hand', how: 'page-place-kind-hand-how' },
];

/** The receivers with ready instructions. Their names are the same in every language. */
export const RECEIVERS: readonly { preset: Preset; name: string; hint: string }[] = [
  { preset: 'n8n', name: 'n8n', hint: 'page-place-hint-n8n' },
  { preset: 'make', name: 'Make', hint: 'page-place-hint-make' },
  { preset: 'word_press', name: 'WordPress', hint: 'page-place-hint-wordpress' },
  { preset: 'node', name: 'Node.js', hint: 'page-place-hint-server' },
  { preset: 'python', name: 'Python', hint: 'page-place-hint-server' },
];

/** What is typed and shown looks like this, in every language. */
export const ADDRESS_SHAPE = 'https://';
export const SHEET_SHAPE = 'https://script.google.com/macros/s/…/exec';
export const SECRET_SHAPE = 'whsec_••••';

/** Where the secret goes at the receiver. */
export const SECRET_WORDS: Record<Preset, string> = {
  n8n: 'page-place-secret-n8n',
  make: 'page-place-secret-make',
  word_press: 'page-place-secret-wordpress',
  node: 'page-place-secret-server',
  python: 'page-place-secret-server',
  apps_script: 'page-place-secret-sheet',
};

/** How the token gets there. */
export const HOW_WORDS: Record<PlaceView['kind'], string> = {
  file: 'page-place-how-file',
  webhook: 'page-place-how-webhook',
  by_hand: 'page-place-how-hand',
};

export function iconOf(place: PlaceView): IconName {
  if (place.kind === 'file') return 'file';
  if (place.kind === 'by_hand') return 'box';
  return place.preset === 'apps_script' ? 'sheet' : 'flow';
}

/** Returns the name, with a number if a place of the OA has it. */
export function freeName(usual: string, places: readonly PlaceView[]): string {
  const taken = new Set(places.map((place) => place.name.toLowerCase()));
  let name = usual;
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${usual} ${number}`;
  return name;
}

/** Returns the words of a failure, with the HTTP status behind them. */
export function faultWords(t: Translate, fault: string, status: number | null): string {
  return status === null ? t(fault) : t('page-place-fault', { words: t(fault), status: String(status) });
}

/** "20:14", or "" for never. */
export function momentOf(t: Translate, at: string | null, now: Date): string {
  return at === null ? '' : clockTime(t, new Date(at), now);
}

/** "20:14", "19:14 hôm qua", or "24/11, 18:14". */
export function lineMoment(t: Translate, line: DeliveryLine, now: Date): string {
  const at = new Date(line.at);
  const isNear = now.getTime() - at.getTime() < DAY;
  return isNear ? clockTime(t, at, now) : `${dateOf(at).slice(0, 5)}, ${hourOf(at)}`;
}

export type PlaceAct = 'test' | 'write' | 'retry' | 'copy' | 'enable';

/** The head of a place's page. */
export interface PlaceHero {
  label: string;
  big: string;
  say: string;
  act: PlaceAct;
  /** Below the act. */
  small: string;
}

/** In which forms a token can be copied, the usual one first. */
export const COPY_FORMS: readonly CopyForm[] = ['access_token', 'json', 'row'];

const DONE_WORDS: Record<PlaceView['kind'], string> = {
  file: 'page-place-written-at',
  webhook: 'page-place-taken-at',
  by_hand: 'page-place-pasted-at',
};

/** Words the state that the core has judged. */
export function heroOf(t: Translate, place: PlaceView, now: Date): PlaceHero {
  const at = (time: string | null) => momentOf(t, time, now);
  const again: PlaceAct = place.kind === 'file' ? 'write' : 'test';
  const why = place.fault === null ? '' : faultWords(t, place.fault, place.status);
  const say = [why, place.next === null ? '' : t(place.next)].filter(Boolean).join(' ');
  const small = place.nextAt === null ? '' : t('page-place-next-try', { moment: at(place.nextAt) });
  const holdsOld = place.deliveredAt !== null;
  const old = t(holdsOld ? 'page-place-holds-old' : 'page-place-holds-none');
  const since = t('page-place-since', { moment: at(place.failingSince) });
  switch (place.state) {
    case 'up_to_date': {
      const big = t(DONE_WORDS[place.kind], { moment: at(place.deliveredAt) });
      const words = { file: 'page-place-write-how', webhook: 'page-place-test-how', by_hand: 'page-place-hand-how' };
      const act = place.kind === 'by_hand' ? 'copy' : again;
      return { label: t('page-place-holds-new'), big, say: t(words[place.kind]), act, small: '' };
    }
    case 'waiting':
      return { label: t(place.words), big: old, say: why || t('page-place-waits-how'), act: again, small };
    case 'to_paste':
      return { label: t(place.words), big: old, say: t('page-place-paste-how'), act: 'copy', small: '' };
    case 'failing':
    case 'ended':
      return { label: since, big: old, say, act: 'retry', small };
    case 'stopped':
      return { label: t(place.words), big: old, say, act: 'retry', small: '' };
    case 'off':
      return { label: t(place.words), big: old, say: t('page-place-off-how'), act: 'enable', small: '' };
  }
}

/** What came of a try: taken, or not; and which try it was. */
export function lineWords(t: Translate, line: DeliveryLine): string {
  const count = String(line.attempt);
  if (line.fault !== null) return t('page-place-line-failed', { count });
  return line.attempt === 1 ? t('page-place-line-taken') : t('page-place-line-taken-again', { count });
}

/** The status of a failure, or how long a success took. */
export function lineEnd(t: Translate, line: DeliveryLine, decimal: (value: number) => string): string {
  if (line.fault !== null) return line.status === null ? '' : String(line.status);
  if (line.tookMs < 1000) return t('page-place-took-ms', { count: String(line.tookMs) });
  return t('page-place-took-seconds', { count: decimal(line.tookMs / 1000) });
}
