/** Builds the page over a pretended shell, to be shown by any browser: what `cargo xtask bench` measures ours beside. */
import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vite';
import page from '../vite.config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default mergeConfig(page, {
  root: at('..'),
  build: { outDir: at('../../target/preview'), rollupOptions: { input: at('preview.html') } },
});
