import { expect, it } from 'vitest';
import { costOf, costOfAll, looselyAt, partsOf } from './fuzzy';

const bold = (text: string, words: string[], loose = false) =>
  partsOf(text, words, loose)
    .map(({ text: part, strong }) => (strong ? `*${part}*` : part))
    .join('');

it('a word at the start of a word costs less than inside one, and that less than letters in order', () => {
  const cost = (word: string) => costOf('ca phe ha noi', word, true) ?? 99;
  expect(cost('ha')).toBeLessThan(cost('oi'));
  expect(cost('oi')).toBeLessThan(cost('chn'));
  expect(cost('chn')).toBeLessThan(cost('xyz'));
});

it('letters in order count only if asked for, and prefer the beginnings of words', () => {
  expect(costOf('ca phe ha noi', 'cphn', false)).toBeNull();
  expect(looselyAt('ca phe ha noi', 'cphn')).toEqual([0, 3, 4, 10]);
  expect(looselyAt('ca phe ha noi', 'cahn')).toEqual([0, 1, 7, 10]);
  expect(looselyAt('ca phe ha noi', 'nc')).toEqual([]);
  // Scattered by chance.
  expect(costOf('cong ty thuong mai sai gon', 'nusi', true)).toBeNull();
});

it('every word has to be there, in any order', () => {
  expect(costOfAll('pho ganh hang trong', ['hang', 'pho'], false)).toBe(0);
  expect(costOfAll('pho ganh hang trong', ['hang', 'bun'], true)).toBeNull();
});

it('marks what was matched in the text as it is written', () => {
  expect(bold('Phở Gánh Hàng Trống', ['pho'])).toBe('*Phở* Gánh Hàng Trống');
  expect(bold('Đặc sản Đà Lạt', ['da', 'lat'])).toBe('Đặc sản *Đà Lạt*');
  expect(bold('Đặc sản Đà Lạt', ['lat', 'da'])).toBe('*Đặ*c sản Đà *Lạt*');
  expect(bold('Cà phê Hà Nội', ['cphn'], true)).toBe('*C*à *ph*ê Hà *N*ội');
  expect(bold('Cà phê Hà Nội'.normalize('NFD'), ['noi'])).toBe('Cà phê Hà *Nội*');
  expect(bold('Cà phê', ['xyz'])).toBe('Cà phê');
});
