// Prints every sentence of both languages as the page renders it, as JSON: language, id, one text a sample. What each
// argument is given comes from `cargo xtask test`, which compares this with what the program's library makes of it.
import process from 'node:process';
import { createServer } from 'vite';

const { names, choosers, samples } = JSON.parse(process.env.OA_TOKEN_SAMPLES);

// Vite reads the page's own module, so these are its bundles with its settings, and no copy of them.
const vite = await createServer({
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false },
});
const { bundles, load } = await vite.ssrLoadModule('/src/i18n/fluent.ts');
await Promise.all(['vi', 'en'].map(load));

const rendered = {};
for (const [language, bundle] of Object.entries(bundles)) {
  rendered[language] = {};
  for (const [id, { value }] of bundle._messages) {
    rendered[language][id] = samples.map(([shown, number, instead]) => {
      const valueOf = (name) => instead[name] ?? (choosers.includes(name) ? number : shown);
      const given = Object.fromEntries(names.map((name) => [name, valueOf(name)]));
      return bundle.formatPattern(value, given, []);
    });
  }
}
await vite.close();
console.log(JSON.stringify(rendered));
