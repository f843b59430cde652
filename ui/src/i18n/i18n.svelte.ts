/** The page's language, and `t` in it. Code that calls `t` while rendering updates when the language changes. */
import type { Language } from '../ipc';
import { translator, type Args } from './fluent';

let language = $state<Language>('vi');
const translate = $derived(translator(language, import.meta.env.DEV));

export function t(id: string, args?: Args): string {
  return translate(id, args);
}

export function speak(next: Language): void {
  language = next;
}
