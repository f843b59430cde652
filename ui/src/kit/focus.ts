/** Where the focus goes when the focused element was removed. */

/** Gives the focus to an element, unless another element has it. */
export function refocus(selector: string): void {
  const holder = document.activeElement;
  if (holder && holder !== document.body && document.contains(holder) && !holder.matches(':disabled')) return;
  document.querySelector<HTMLElement>(selector)?.focus();
}

/** Selects the current item of the sidebar; it exists whenever there is an OA. */
export const CHOSEN = '[aria-current="page"]';
