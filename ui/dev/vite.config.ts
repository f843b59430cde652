/** Builds the page with a fake shell for any browser: `cargo xtask bench` compares the product's window with it. */
import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vite';
import page from '../vite.config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default mergeConfig(page, {
  root: at('..'),
  build: { outDir: at('../../target/preview'), rollupOptions: { input: at('preview.html') } },
});
