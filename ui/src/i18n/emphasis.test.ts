import { expect, it } from 'vitest';
import { emphasis } from './emphasis';

it.each([
  ['plain', ['plain']],
  ['còn **23 giờ**. Xong', ['còn ', '!23 giờ', '. Xong']],
  ['**a** b **c**', ['!a', ' b ', '!c']],
])('"%s" is split', (sentence, wanted) => {
  expect(emphasis(sentence).map((part) => (part.strong ? '!' : '') + part.text)).toEqual(wanted);
});
