import { describe, expect, it } from 'vitest';
import { bundleOf, translator } from './fluent';

const files = import.meta.glob<string>('../../../locales/*/main.ftl', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const sources = import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

function ids(language: string): string[] {
  const text = Object.entries(files).find(([path]) => path.includes(`/${language}/`))?.[1] ?? '';
  return [...text.matchAll(/^([a-z][a-z0-9-]*) =/gmu)].map(([, id]) => id ?? '');
}

const pageIds = (language: string) => ids(language).filter((id) => id.startsWith('page-'));
const code = Object.values(sources).join('\n');

describe('the sentences of the page', () => {
  it('are the same in both languages', () => {
    expect(pageIds('en')).toEqual(pageIds('vi'));
    expect(pageIds('vi').length).toBeGreaterThan(100);
  });

  it('exist for every id that the page uses', () => {
    const named = [...code.matchAll(/'((?:page|state|draft)-[a-z0-9-]+)'/gu)].map(([, id]) => id ?? '');
    const known = new Set(ids('vi'));
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });

  // `vite.config.ts` leaves these out of the built page.
  it('are none of the command or the server', () => {
    const shell = import.meta.glob<string>('../../../{src-tauri,crates/oa-token-engine}/src/**/*.rs', {
      query: '?raw',
      import: 'default',
      eager: true,
    });
    const all = [code, ...Object.values(shell)].join('\n');
    expect(Object.keys(shell).length).toBeGreaterThan(50);
    expect([...all.matchAll(/["'](?:cli|serve)-[a-z-]+["']/gu)].map(([id]) => id)).toEqual([]);
  });

  it.each(['vi', 'en'])('each have one sentence only in %s', (language) => {
    expect(new Set(ids(language)).size).toBe(ids(language).length);
  });
});

describe('t', () => {
  it('inserts values without isolation marks', () => {
    expect(translator('vi', true)('page-left', { span: '48 phút' })).toBe('Còn 48 phút');
  });

  it('throws on a missing sentence or value during development', () => {
    expect(() => translator('en', true)('page-nowhere')).toThrow('no sentence page-nowhere');
    expect(() => translator('en', true)('page-left')).toThrow();
  });

  it('never shows an id or "undefined" to a reader', () => {
    const said = translator('en', false)('page-nowhere');
    expect(said).toBe(translator('en', true)('page-no-words'));
  });

  it('formats a number by the language, unlike the core: the step `renderings` finds a shown number', () => {
    const said = (['vi', 'en'] as const).map((language) => {
      const bundle = bundleOf(language, ['shown = { $number }']);
      return bundle.formatPattern(bundle.getMessage('shown')?.value ?? '', { number: 1234.5 });
    });
    expect(said).toEqual(['1.234,5', '1,234.5']);
  });

  it('chooses the variant by the number', () => {
    const t = translator('en', true);
    expect(t('page-need-count', { number: 1, count: '1' })).toContain('1 OA needs');
    expect(t('page-need-count', { number: 2, count: '2' })).toContain('2 OAs need');
  });
});
