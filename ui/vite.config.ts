import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { readFileSync } from 'node:fs';

import { licences } from './licences.config.ts';

/** Leaves out of the built page what only the command and the server say, and the comments. */
const sentences: Plugin = {
  name: 'sentences',
  apply: 'build',
  enforce: 'pre',
  load(id) {
    const [file = '', query] = id.split('?');
    if (!file.endsWith('.ftl') || query !== 'raw') return null;
    const said = readFileSync(file, 'utf8').split(/\n(?=\S)/u);
    const ofPage = said.filter((message) => !/^(?:#|cli-|serve-)/u.test(message));
    return `export default ${JSON.stringify(ofPage.join('\n'))}`;
  },
};

export default defineConfig({
  plugins: [sentences, svelte(), svelteTesting(), licences],
  clearScreen: false,
  // The sentences and the guide lie outside this folder; vitest refuses to read them without being told.
  server: { port: 1420, strictPort: true, fs: { allow: ['..'] } },
  build: {
    // A small font inlined as data: would be dropped by the CSP in silence.
    assetsInlineLimit: 0,
    target: 'safari15',
    outDir: 'dist',
    emptyOutDir: true,
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['dev/test-time.ts'],
    // One core is left free without it, which is half of a small computer.
    maxWorkers: '100%',
    // A busy computer is no failure.
    testTimeout: 20_000,
    // Dates are worded in the reader's time zone; the tables of the tests are written for Vietnam's.
    env: { TZ: 'Asia/Ho_Chi_Minh' },
  },
});
