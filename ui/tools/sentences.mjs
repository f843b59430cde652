// Prints every sentence of both languages as the page's Fluent library renders it, as JSON: language, id, one text a
// sample. `cargo xtask test` compares it with what the other library makes of the same samples.
import { readFileSync } from 'node:fs';
import { FluentBundle, FluentResource } from '@fluent/bundle';

const SAMPLES = [
  ['Cà phê', 2.5],
  ['0', 0],
  ['1', 1],
  ['2', 2],
  ['15', 15],
];

const rendered = {};
for (const language of ['vi', 'en']) {
  const text = readFileSync(new URL(`../../locales/${language}/main.ftl`, import.meta.url), 'utf8');
  // The settings of src/lib/fluent.ts.
  const bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource(new FluentResource(text));
  const named = [...new Set([...text.matchAll(/\$([a-z][\w-]*)/giu)].map(([, name]) => name))];
  rendered[language] = {};
  for (const [id, { value }] of bundle._messages) {
    rendered[language][id] = SAMPLES.map(([shown, number]) => {
      const given = Object.fromEntries(named.map((name) => [name, name === 'number' ? number : shown]));
      return bundle.formatPattern(value, given, []);
    });
  }
}
console.log(JSON.stringify(rendered));
