/** What tests do on the page with a fake shell. */
import { tick } from 'svelte';
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { expect, vi } from 'vitest';
import App from '../src/App.svelte';
import '../src/app/later';
import type { Ipc, ProfilePage } from '../src/ipc';
import { aPage, aRow, fakeIpc, hours } from './fake-ipc';

/** The pages of four OAs: one valid, two that have ended, one that needs the user. */
export function fourPages(): ProfilePage[] {
  const over = { state: 'expired', accessExpiresAt: hours(-1) } as const;
  return [
    aPage(),
    aPage({ row: aRow({ ...over, id: 'p2', name: 'Shop Thảo My' }) }),
    aPage({ row: aRow({ ...over, id: 'p3', name: 'Đặc sản Đà Lạt' }) }),
    aPage({ row: aRow({ id: 'p4', name: 'Nha khoa', state: 'needs_consent' }), send: 'dead_token' }),
  ];
}

/** Shows the page, and waits for an element. */
export async function openApp(ipc: Ipc, first = 'send'): Promise<void> {
  render(App, { ipc });
  await screen.findByTestId(first);
  await laterLoaded();
}

/** Waits for the script of what no first screen shows. */
export async function laterLoaded(): Promise<void> {
  await vi.dynamicImportSettled();
  await tick();
}

/** Shows the page of one OA, and presses these elements one after the other. */
export async function open(page: ProfilePage, change: Partial<Ipc> = {}, ...presses: string[]): Promise<void> {
  render(App, { ipc: fakeIpc([page], {}, change) });
  await laterLoaded();
  for (const testid of presses) await press(testid);
}

/** Presses an element that may take a moment to appear. */
export async function press(testid: string): Promise<void> {
  await fireEvent.click(await screen.findByTestId(testid));
}

/** Pastes a text as from the clipboard. */
export function paste(pasted: string, target: Element = document.activeElement ?? document.body): Event {
  const event = new Event('paste', { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => pasted } });
  target.dispatchEvent(event);
  return event;
}

/** Picks an item of the OA's menu: bits-ui opens it on a pointer event or a key, not on a click alone. */
export async function pick(testid: string): Promise<void> {
  await fireEvent.keyDown(await screen.findByTestId('more'), { key: 'Enter' });
  const item = await screen.findByTestId(testid);
  await fireEvent.keyDown(item, { key: 'Enter' });
  await fireEvent.click(item);
}

/** Accepts a question after its dead time. */
export async function confirm(testid: string): Promise<void> {
  const button = await screen.findByTestId(testid);
  await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('false'), { timeout: 2000 });
  await fireEvent.click(button);
}

export async function type(testid: string, value: string): Promise<void> {
  await fireEvent.input(await screen.findByTestId(testid), { target: { value } });
}

export function text(testid: string): string {
  return screen.getByTestId(testid).textContent;
}

export function isDisabled(testid: string): boolean {
  return screen.getByTestId<HTMLButtonElement>(testid).disabled;
}

export async function gone(testid: string): Promise<void> {
  await waitFor(() => expect(screen.queryByTestId(testid)).toBeNull());
}
