import { afterEach, describe, expect, it, vi } from 'vitest';
import { CommandFailure } from '../ipc';
import { isPasteShortcut } from '../kit/keys';
import { isNothingKnown, pasteInto, pasteWay, placeOf, type PastePlace, type PasteWay } from './paste-target';

describe('a paste', () => {
  it.each<[PastePlace, string, PasteWay]>([
    ['none', 'FAKE_refresh_token', 'read'],
    ['none', '{"app_id":"1"}', 'read'],
    ['none', 'hôm nay trời đẹp', 'read'],
    ['none', '  \n ', 'plain'],
    ['form', 'FAKE_refresh_token', 'plain'],
    ['form', '  FAKE_refresh_token \r\n', 'plain'],
    ['form', 'Cà phê Hà Nội', 'plain'],
    ['form', 'curlFAKE', 'plain'],
    ['form', '', 'plain'],
    ['form', 'secret_key: a\nrefresh_token: b', 'try'],
    ['form', 'a\rb', 'try'],
    ['form', '{"access_token":"FAKE"}', 'try'],
    ['form', ' [{"key":"app_id"}]', 'try'],
    ['form', "curl -X POST 'https://oauth.zaloapp.com/v4/oa/access_token'", 'try'],
    ['form', 'CURL --request POST', 'try'],
    ['field', '{"access_token":"FAKE"}', 'plain'],
    ['field', 'a\nb', 'plain'],
  ])('%s %j is %s', (place, text, way) => {
    expect(pasteWay(place, text)).toBe(way);
  });
});

describe('the place of a paste', () => {
  afterEach(() => document.body.replaceChildren());

  it.each<[string, string, PastePlace]>([
    ['the page itself', '<main data-it></main>', 'none'],
    ['a button', '<button data-it></button>', 'none'],
    ['a tick', '<input type="checkbox" data-it />', 'none'],
    ['the search', '<input type="text" data-it />', 'field'],
    ['a box of the form', '<section data-paste-form><input type="password" data-it /></section>', 'form'],
    ['a button of the form', '<section data-paste-form><button data-it></button></section>', 'none'],
    ['a dialog’s box', '<div role="dialog"><input data-it /></div>', 'field'],
    ['a dialog’s button', '<div role="dialog"><button data-it></button></div>', 'field'],
    ['the page under a question', '<p data-it></p><div role="alertdialog"></div>', 'field'],
    ['the paste area', '<div role="dialog"><p data-paste-read><textarea data-it></textarea></p></div>', 'none'],
  ])('%s', (_, markup, place) => {
    document.body.append(document.createRange().createContextualFragment(markup));
    expect(placeOf(document.querySelector('[data-it]'))).toBe(place);
  });

  it('without a focused element there is no target', () => {
    expect(placeOf(null)).toBe('none');
  });
});

it('a plain paste replaces the selection with one line and reports the change', () => {
  const box = document.createElement('input');
  box.value = 'abcd';
  box.setSelectionRange(1, 3);
  const told = vi.fn();
  box.addEventListener('input', told);
  pasteInto(box, 'x\r\ny');
  expect(box.value).toBe('ax yd');
  expect(told).toHaveBeenCalledOnce();
});

it.each([
  ['import-nothing-known', true],
  ['import-empty', true],
  ['import-not-json', false],
  ['import-ambiguous', false],
])('%s reports that nothing is recognised: %s', (words, known) => {
  expect(isNothingKnown(new CommandFailure({ code: 'unreadable_import', words, line: null, key: null }))).toBe(known);
  expect(isNothingKnown(new CommandFailure({ code: 'locked' }))).toBe(false);
});

it.each<[KeyboardEventInit, boolean]>([
  [{ key: 'v', ctrlKey: true }, true],
  [{ key: 'V', metaKey: true }, true],
  [{ key: 'Insert', shiftKey: true }, true],
  [{ key: 'v' }, false],
  [{ key: 'c', ctrlKey: true }, false],
  [{ key: 'Insert', ctrlKey: true }, false],
  [{ key: 'v', ctrlKey: true, altKey: true }, false],
])('%j pastes: %s', (init, pastes) => {
  expect(isPasteShortcut(new KeyboardEvent('keydown', init))).toBe(pastes);
});
