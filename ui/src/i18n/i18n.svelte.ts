/** The page's language, and `t` in it. Code that calls `t` while rendering updates when the language changes. */
import type { Language } from '../ipc';
import { isLoaded, load, translator, type Args } from './fluent';

let language = $state<Language>('vi');
const translate = $derived(translator(language, import.meta.env.DEV));
let wanted: Language = 'vi';

export function t(id: string, args?: Args): string {
  return translate(id, args);
}

/** Changes the language, at once if its sentences are loaded; otherwise resolves when they are. */
export async function speak(next: Language): Promise<void> {
  wanted = next;
  if (!isLoaded(next)) await load(next);
  if (wanted === next) language = next;
}
