/** The words about the running version. */
import type { Translate } from '../i18n/fluent';
import type { UpdateView } from '../ipc';

export function versionWords(t: Translate, { running, isNewest, version }: UpdateView): string {
  if (version !== null) return t('page-update-found', { running, version });
  return t(isNewest ? 'page-update-newest' : 'page-update-running', { version: running });
}
