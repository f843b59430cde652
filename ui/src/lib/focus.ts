/** Where the focus goes when what had it has gone. */

/** Returns the focus to an element, unless something has it. */
export function refocus(selector: string): void {
  const holder = document.activeElement;
  if (holder && holder !== document.body && document.contains(holder) && !holder.matches(':disabled')) return;
  document.querySelector<HTMLElement>(selector)?.focus();
}

/** What is chosen in the sidebar: it is always there when there is an OA. */
export const CHOSEN = '[aria-current="page"]';
