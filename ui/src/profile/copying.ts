/** Copies a secret, and says when it leaves the clipboard; an ended access token is copied, and said to have ended. */
import { t } from '../i18n/i18n.svelte';
import { wholeSpan } from '../i18n/time';
import type { Ipc, ProfileRow, SecretName } from '../ipc';
import type { Toasts } from '../kit/toasts.svelte';
import { leftOf } from './rules';

/** What it needs of the app. */
interface Owner {
  readonly ipc: Ipc;
  readonly rows: ProfileRow[];
  readonly clock: { now: Date };
  readonly toasts: Toasts;
  answered(ask: () => Promise<unknown>): Promise<boolean>;
}

/** Returns true on success. */
export async function copySecret(owner: Owner, named: Parameters<Ipc['copySecret']>): Promise<boolean> {
  const [id, secret, generation = null] = named;
  if (!(await owner.answered(() => owner.ipc.copySecret(...named)))) return false;
  void say(owner, secret, secret === 'access_token' && generation === null && hasEnded(owner, id));
  return true;
}

/** Copies the access token in the form that a place wants pasted; returns true on success. */
export async function copyForPlace(owner: Owner, id: string, place: string): Promise<boolean> {
  if (!(await owner.answered(() => owner.ipc.copyForPlace(id, place)))) return false;
  void say(owner, 'access_token', hasEnded(owner, id));
  return true;
}

function hasEnded(owner: Owner, id: string): boolean {
  const row = owner.rows.find((each) => each.id === id);
  return row !== undefined && leftOf(row.accessExpiresAt, owner.clock.now) === 0;
}

async function say(owner: Owner, secret: SecretName, ended: boolean): Promise<void> {
  const name = secret.replace('_token', ' token');
  if (ended) {
    owner.toasts.say(t('page-copied-ended', { name }), 'warn');
    return;
  }
  const settings = await owner.ipc.getSettings().catch(() => null);
  const seconds = (secret === 'access_token' ? settings?.accessClipboardSeconds : settings?.otherClipboardSeconds) ?? 0;
  const words = seconds > 0 ? 'page-copied-for' : 'page-copied';
  owner.toasts.say(t(words, { name, span: wholeSpan(t, seconds) }));
}
