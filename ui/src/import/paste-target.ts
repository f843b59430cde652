/** Decides whether a paste goes to its field or to the import. Pure except for reading the page. */
import { CommandFailure } from '../ipc';

/** No text field, a field of the new-OA form, or any other field. */
export type PastePlace = 'none' | 'form' | 'field';

/**
 * Leave it to the field (`plain`); read it as an import (`read`); or try the import and fall back to the field if
 * nothing is recognised (`try`).
 */
export type PasteWay = 'plain' | 'read' | 'try';

export function pasteWay(place: PastePlace, text: string): PasteWay {
  if (place === 'field' || text.trim() === '') return 'plain';
  if (place === 'none') return 'read';
  return isSeveralValues(text) ? 'try' : 'plain';
}

/** Reports whether the text clearly holds more than one value: several lines, JSON, or a command. */
export function isSeveralValues(text: string): boolean {
  return /[\r\n]|^[{[]|^curl\s/iu.test(text.trim());
}

/** Reports whether an import was refused only because there was nothing to recognise. */
export function isNothingKnown(thrown: unknown): boolean {
  if (!(thrown instanceof CommandFailure) || thrown.reason.code !== 'unreadable_import') return false;
  return ['import-nothing-known', 'import-empty'].includes(thrown.reason.words);
}

const TEXT_FIELDS =
  'textarea, [contenteditable="true"], input:not([type="checkbox"], [type="radio"], [type="button"], [type="range"])';

/** Reports whether a dialog is open; it then handles its own pastes. */
export function hasDialog(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

/**
 * Returns what was pasted into. `data-paste-read` marks elements that pass every paste to the import; `data-paste-form`
 * marks the form's fields.
 */
export function placeOf(target: EventTarget | null): PastePlace {
  const element = target instanceof Element ? target : document.body;
  if (element.closest('[data-paste-read]')) return 'none';
  if (hasDialog()) return 'field';
  if (!element.matches(TEXT_FIELDS)) return 'none';
  return element.closest('[data-paste-form]') ? 'form' : 'field';
}

/** Inserts the text as the browser would have done with the prevented paste. */
export function pasteInto(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  const line = field instanceof HTMLInputElement ? text.replace(/[\r\n]+/gu, ' ') : text;
  field.setRangeText(line, field.selectionStart ?? 0, field.selectionEnd ?? field.value.length, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
