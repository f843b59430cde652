/** The keyboard shortcuts: what each key does and when it is ignored. Pure except `here`. */

export type Shortcut =
  'find' | 'copy' | 'send' | 'add' | 'history' | 'settings' | 'lock' | 'help' | 'previous' | 'next';

/** The parts of a key press that matter. */
export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'repeat' | 'isComposing'
>;

/** Where the key was pressed. */
export interface Where {
  mac: boolean;
  /** A dialog or a menu is open; only its own keys apply. */
  covered: boolean;
  /** The focus is in a text field. */
  typing: boolean;
}

/** Pressed with ⌘ on macOS and Ctrl elsewhere. On macOS Ctrl is left free, since it edits text there. */
const WITH_COMMAND: Record<string, Shortcut> = {
  k: 'find',
  enter: 'send',
  n: 'add',
  y: 'history',
  ',': 'settings',
  l: 'lock',
};

/** Pressed with Shift as well. */
const WITH_COMMAND_SHIFT: Record<string, Shortcut> = { c: 'copy' };

/** On macOS, Option and arrows move by paragraphs in text, so these two are ignored in text fields. */
const WITH_ALT: Record<string, Shortcut> = { arrowup: 'previous', arrowdown: 'next' };

export function shortcutOf(pressed: Pressed, where: Where): Shortcut | null {
  if (pressed.isComposing) return null;
  const shortcut = meaningOf(pressed, where);
  // A user who leaves the computer must be able to lock the app, whatever is open.
  return where.covered && shortcut !== 'lock' ? null : shortcut;
}

function meaningOf(pressed: Pressed, where: Where): Shortcut | null {
  const key = pressed.key.toLowerCase();
  const [command, other] = where.mac ? [pressed.metaKey, pressed.ctrlKey] : [pressed.ctrlKey, pressed.metaKey];
  if (other) return null;
  if (pressed.shiftKey) return command && !pressed.altKey && !pressed.repeat ? (WITH_COMMAND_SHIFT[key] ?? null) : null;
  if (pressed.altKey) return command || where.typing ? null : (WITH_ALT[key] ?? null);
  if (pressed.repeat) return null;
  if (command) return WITH_COMMAND[key] ?? null;
  return key === 'f1' ? 'help' : null;
}

/** The shortcuts in the order in which the help lists them, each as written. `mod` is ⌘ or Ctrl. */
export const SHORTCUTS: readonly { shortcut: Shortcut | 'close'; keys: readonly string[] }[] = [
  { shortcut: 'find', keys: ['mod', 'K'] },
  { shortcut: 'copy', keys: ['mod', 'Shift', 'C'] },
  { shortcut: 'send', keys: ['mod', 'Enter'] },
  { shortcut: 'add', keys: ['mod', 'N'] },
  { shortcut: 'history', keys: ['mod', 'Y'] },
  { shortcut: 'settings', keys: ['mod', ','] },
  { shortcut: 'lock', keys: ['mod', 'L'] },
  { shortcut: 'previous', keys: ['alt', '↑'] },
  { shortcut: 'next', keys: ['alt', '↓'] },
  { shortcut: 'help', keys: ['F1'] },
  { shortcut: 'close', keys: ['Esc'] },
];

const ON_A_MAC: Record<string, string> = { mod: '⌘', alt: '⌥', Shift: '⇧', Enter: '↩', Esc: 'esc' };
const ELSEWHERE: Record<string, string> = { mod: 'Ctrl', alt: 'Alt' };

/** Formats the keys: "Ctrl K", "⌘ K". */
export function keysOf(shortcut: Shortcut | 'close', mac: boolean): string[] {
  const keys = SHORTCUTS.find((each) => each.shortcut === shortcut)?.keys ?? [];
  return keys.map((key) => (mac ? ON_A_MAC : ELSEWHERE)[key] ?? key);
}

export function isMac(): boolean {
  return /Mac|iPhone|iPad/u.test(navigator.userAgent);
}

const COVERS = '[role$="dialog"], [role="menu"]';
const TYPED_IN = 'input, textarea, select, [contenteditable]';

/** Reads from the page where a key was pressed. */
function here(event: KeyboardEvent): Where {
  const typing = event.target instanceof Element && event.target.closest(TYPED_IN) !== null;
  return { mac: isMac(), covered: document.querySelector(COVERS) !== null, typing };
}

export function pressedShortcut(event: KeyboardEvent): Shortcut | null {
  return event.defaultPrevented ? null : shortcutOf(event, here(event));
}

/** Ctrl/⌘ Enter, not repeated, sends ("Gửi"), as in Postman. */
export function isSendShortcut(event: KeyboardEvent): boolean {
  return pressedShortcut(event) === 'send';
}

/** Ctrl/⌘ V or Shift Insert: pastes. */
export function isPasteShortcut(event: KeyboardEvent): boolean {
  if (event.key === 'Insert') return event.shiftKey && !event.ctrlKey && !event.altKey;
  return event.key.toLowerCase() === 'v' && (event.ctrlKey || event.metaKey) && !event.altKey;
}
