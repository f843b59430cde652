import { describe, expect, it } from 'vitest';
import { keysOf, shortcutOf, SHORTCUTS, type Pressed, type Shortcut, type Where } from './keys';

const PLAIN: Pressed = {
  key: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
};
const PAGE: Where = { mac: false, covered: false, typing: false };

/** Parses "Ctrl+Shift+K" into a key press. */
function press(written: string): Pressed {
  const parts = written.split('+');
  return {
    ...PLAIN,
    key: parts.at(-1) ?? '',
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('⌘'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
  };
}

describe.each([
  { name: 'on Windows and Linux', mac: false, command: 'Ctrl', other: '⌘' },
  { name: 'on a Mac', mac: true, command: '⌘', other: 'Ctrl' },
])('$name', ({ mac, command, other }) => {
  const where = { ...PAGE, mac };

  it.each<[string, Shortcut | null]>([
    [`${command}+k`, 'find'],
    [`${command}+K`, 'find'],
    [`${command}+Enter`, 'send'],
    [`${command}+n`, 'add'],
    [`${command}+y`, 'history'],
    [`${command}+,`, 'settings'],
    [`${command}+l`, 'lock'],
    ['F1', 'help'],
    ['Alt+ArrowUp', 'previous'],
    ['Alt+ArrowDown', 'next'],
    // The other platform's modifier, and keys for editing or for the system.
    [`${other}+k`, null],
    [`${other}+n`, null],
    [`${command}+${other}+k`, null],
    [`${command}+Shift+k`, null],
    [`${command}+Alt+k`, null],
    [`${command}+Alt+ArrowUp`, null],
    [`${command}+a`, null],
    [`${command}+c`, null],
    [`${command}+v`, null],
    [`${command}+x`, null],
    [`${command}+z`, null],
    [`${command}+h`, null],
    [`${command}+ArrowUp`, null],
    ['k', null],
    ['Enter', null],
    ['Shift+F1', null],
    ['ArrowUp', null],
    ['Escape', null],
  ])('%s is %s', (written, expected) => {
    expect(shortcutOf(press(written), where)).toBe(expected);
  });

  it('only the lock shortcut works while a dialog or a menu is open', () => {
    expect(shortcutOf(press(`${command}+l`), { ...where, covered: true })).toBe('lock');
    for (const key of [`${command}+k`, `${command}+Enter`, 'F1', 'Alt+ArrowUp']) {
      expect(shortcutOf(press(key), { ...where, covered: true })).toBeNull();
    }
  });
});

it('while typing, only shortcuts that do not edit text work', () => {
  const typing = { ...PAGE, typing: true };
  expect(shortcutOf(press('Alt+ArrowDown'), typing)).toBeNull();
  expect(shortcutOf(press('Ctrl+Enter'), typing)).toBe('send');
  expect(shortcutOf(press('F1'), typing)).toBe('help');
});

it('a held key and an unfinished Vietnamese letter do nothing', () => {
  expect(shortcutOf({ ...press('Ctrl+Enter'), repeat: true }, PAGE)).toBeNull();
  expect(shortcutOf({ ...press('Ctrl+k'), isComposing: true }, PAGE)).toBeNull();
  expect(shortcutOf({ ...press('Alt+ArrowDown'), repeat: true }, PAGE)).toBe('next');
});

it('each shortcut is written in the style of its platform', () => {
  expect(keysOf('find', false)).toEqual(['Ctrl', 'K']);
  expect(keysOf('find', true)).toEqual(['⌘', 'K']);
  expect(keysOf('previous', true)).toEqual(['⌥', '↑']);
  expect(keysOf('help', true)).toEqual(['F1']);
});

it('the shown shortcuts are the ones that work', () => {
  const names: Record<string, string> = { '↑': 'ArrowUp', '↓': 'ArrowDown' };
  for (const { shortcut } of SHORTCUTS.filter((each) => each.shortcut !== 'close')) {
    const written = keysOf(shortcut, false).map((key) => names[key] ?? key);
    expect(shortcutOf(press(written.join('+')), PAGE)).toBe(shortcut);
  }
});
