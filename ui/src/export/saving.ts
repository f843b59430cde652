/** Saves a file that the core makes where the user wants it, and says where it is. */
import { t } from '../i18n/i18n.svelte';
import type { Toasts } from '../kit/toasts.svelte';

/** What it needs of the app. */
interface Owner {
  readonly toasts: Toasts;
  answered<T>(ask: () => Promise<T>, take: (answer: T) => unknown): Promise<boolean>;
}

/** The core returns the file's path, or null if the user cancels. */
export function saveFile(owner: Owner, ask: () => Promise<string | null>): Promise<boolean> {
  return owner.answered(ask, (path) => path !== null && owner.toasts.say(t('page-exported', { path })));
}
