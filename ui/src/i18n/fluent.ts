/** Sentences: takes a message id, returns text in one language. Uses the same files as the core and the command. */
import { FluentBundle, FluentResource } from '@fluent/bundle';
import type { Language } from '../ipc';

/** Numbers only choose a variant; text to be shown is passed in fully formatted. */
export type Args = Record<string, string | number>;
export type Translate = (id: string, args?: Args) => string;

const files = import.meta.glob<string>('../../../locales/*/*.ftl', { query: '?raw', import: 'default', eager: true });

/** Builds the bundle of a language. No isolation marks around values, as in the core's `words`. */
export function bundleOf(language: Language, texts: string[]): FluentBundle {
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const text of texts) bundle.addResource(new FluentResource(text));
  return bundle;
}

function textsOf(language: Language): string[] {
  return Object.entries(files).flatMap(([path, text]) => (path.includes(`/locales/${language}/`) ? [text] : []));
}

const read: Partial<Record<Language, FluentBundle>> = {};

/** The sentences of both languages; each is parsed at first use. */
export const bundles: Record<Language, FluentBundle> = {
  get vi() {
    return (read.vi ??= bundleOf('vi', textsOf('vi')));
  },
  get en() {
    return (read.en ??= bundleOf('en', textsOf('en')));
  },
};

/** Reports whether a sentence with this id exists. */
export function isKnown(id: string): boolean {
  return bundles.vi.hasMessage(id);
}

function format(language: Language, id: string, args: Args, problems: Error[]): string | null {
  const pattern = bundles[language].getMessage(id)?.value;
  return pattern ? bundles[language].formatPattern(pattern, args, problems) : null;
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
