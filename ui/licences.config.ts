/** Lists the packages in the built page with the texts of their licences, for `cargo xtask licences`. */
import license, { type Dependency } from 'rollup-plugin-license';
import type { Plugin } from 'vite';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the list says of a package. */
interface Part {
  name: string | null;
  version: string | null;
  license: string | null;
  text: string | null;
}

/** The fonts come in by a style sheet, where the plugin does not look. */
const FONTS = ['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'];

function font(name: string): Part {
  const read = (file: string) => readFileSync(at(`node_modules/${name}/${file}`), 'utf8');
  const { version, license } = JSON.parse(read('package.json')) as Pick<Part, 'version' | 'license'>;
  return { name, version, license, text: read('LICENSE') };
}

/** A package may name its licence only in the first line of the text. */
function part({ name, version, license, licenseText: text }: Dependency): Part {
  return { name, version, license: license ?? (text?.startsWith('MIT License') ? 'MIT' : null), text };
}

const plugin = license({
  cwd: at('.'),
  thirdParty: {
    output: {
      file: at('../target/licences/page.json'),
      template: (packages) => JSON.stringify([...packages.map(part), ...FONTS.map(font)]),
    },
  },
});

/** Of the built page alone, not of the preview. The plugin's types are rollup's; the page's bundler calls the same hooks. */
export const licences: Plugin = {
  ...(plugin as unknown as Plugin),
  apply: ({ build }, { command }) => command === 'build' && build?.outDir === 'dist',
};
