/** Checks the sources for what the content security policy and our own rules forbid. */
import { expect, it } from 'vitest';

const sources = import.meta.glob<string>(['./**/*.svelte', './**/*.ts', '!./**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

function filesWith(forbidden: RegExp, except: RegExp = /^$/u): string[] {
  return Object.entries(sources)
    .filter(([path, text]) => !except.test(path) && forbidden.test(text))
    .map(([path]) => path);
}

it('no element carries a style attribute', () => {
  expect(filesWith(/\sstyle=/u)).toEqual([]);
});

it('no text is inserted as markup', () => {
  expect(filesWith(/\{@html|innerHTML/u)).toEqual([]);
});

it('only ipc talks to the shell', () => {
  expect(filesWith(/@tauri-apps\//u, /^\.\/ipc\//u)).toEqual([]);
});

it('nothing is stored in the web view', () => {
  expect(filesWith(/localStorage|sessionStorage|indexedDB|navigator\.clipboard/u)).toEqual([]);
});
