/** Sentences: takes a message id, returns text in one language. Uses the same files as the core and the command. */
import { FluentBundle, FluentResource } from '@fluent/bundle';
import vietnamese from '../../../locales/vi/main.ftl?raw';
import type { Language } from '../ipc';

/** Numbers only choose a variant; text to be shown is passed in fully formatted. */
export type Args = Record<string, string | number>;
export type Translate = (id: string, args?: Args) => string;

/** Builds the bundle of a language. No isolation marks around values, as in the core's `words`. */
export function bundleOf(language: Language, texts: string[]): FluentBundle {
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const text of texts) bundle.addResource(new FluentResource(text));
  return bundle;
}

/** The bundles made so far. The English sentences are a script of their own, which most users never load. */
export const bundles: Partial<Record<Language, FluentBundle>> = {};

const vietnameseBundle = () => (bundles.vi ??= bundleOf('vi', [vietnamese]));

export function isLoaded(language: Language): boolean {
  return language === 'vi' || bundles[language] !== undefined;
}

/** Loads a language's sentences. */
export async function load(language: Language): Promise<void> {
  if (language === 'vi') vietnameseBundle();
  else bundles.en ??= bundleOf('en', [(await import('../../../locales/en/main.ftl?raw')).default]);
}

/** Reports whether a sentence with this id exists. */
export function isKnown(id: string): boolean {
  return vietnameseBundle().hasMessage(id);
}

function format(language: Language, id: string, args: Args, problems: Error[]): string | null {
  const bundle = language === 'vi' ? vietnameseBundle() : bundles[language];
  const pattern = bundle?.getMessage(id)?.value;
  return bundle && pattern ? bundle.formatPattern(pattern, args, problems) : null;
}

/** Shown for a missing sentence, so that the user never reads an id or "undefined". */
const NO_WORDS = 'page-no-words';

/**
 * Returns the sentences of a language. A strict translator throws at a missing id or argument, to help developers;
 * otherwise it falls back to Vietnamese.
 */
export function translator(language: Language, strict: boolean): Translate {
  return (id, args = {}) => {
    const problems: Error[] = [];
    const text = format(language, id, args, problems);
    if (strict && text === null) throw new Error(`no sentence ${id} in ${language}`);
    if (strict && problems[0]) throw new Error(`${id}: ${problems[0].message}`);
    return text ?? format('vi', id, args, problems) ?? format(language, NO_WORDS, {}, problems) ?? '';
  };
}
