/** Where a paste belongs: to the field it was made in, or to the import. Pure but for looking at the page. */
import type { CommandError } from './ipc';

/** No text field at all, a box of the form of a new OA, or any other field. */
export type PastePlace = 'none' | 'form' | 'field';

/** Left to the field; read as an import; read as one, and left to the field if nothing is known in it. */
export type PasteWay = 'plain' | 'read' | 'try';

export function pasteWay(place: PastePlace, text: string): PasteWay {
  if (place === 'field' || text.trim() === '') return 'plain';
  if (place === 'none') return 'read';
  return isSeveralValues(text) ? 'try' : 'plain';
}

/** Clearly more than one value: several lines, JSON, or a command. */
export function isSeveralValues(text: string): boolean {
  return /[\r\n]|^[{[]|^curl\s/iu.test(text.trim());
}

/** Whether a refused import says that there was simply nothing to recognise. */
export function isNothingKnown(error: CommandError): boolean {
  return error.code === 'unreadable_import' && ['import-nothing-known', 'import-empty'].includes(error.words);
}

const TEXT_FIELDS =
  'textarea, [contenteditable="true"], input:not([type="checkbox"], [type="radio"], [type="button"], [type="range"])';

/** Whether a dialog is open: it has the page to itself. */
export function hasDialog(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

/**
 * What was pasted into. `data-paste-read` marks what hands every paste to the import, `data-paste-form` the boxes of
 * the form.
 */
export function placeOf(target: EventTarget | null): PastePlace {
  const element = target instanceof Element ? target : document.body;
  if (element.closest('[data-paste-read]')) return 'none';
  if (hasDialog()) return 'field';
  if (!element.matches(TEXT_FIELDS)) return 'none';
  return element.closest('[data-paste-form]') ? 'form' : 'field';
}

/** Does what the browser would have done with a paste it was kept from. */
export function pasteInto(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  const line = field instanceof HTMLInputElement ? text.replace(/[\r\n]+/gu, ' ') : text;
  field.setRangeText(line, field.selectionStart ?? 0, field.selectionEnd ?? field.value.length, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
