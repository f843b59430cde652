import { mount } from 'svelte';
import App from './App.svelte';
import type { Ipc } from './ipc';

/** Shows the page in this element. */
export function show(target: HTMLElement, ipc: Ipc): void {
  mount(App, { target, props: { ipc } });
}
