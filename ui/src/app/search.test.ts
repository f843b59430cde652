import { expect, it } from 'vitest';
import { found, matches } from './search';

it.each([
  ['Cà phê Hà Nội', 'ca phe', true],
  ['Cà phê Hà Nội', 'CÀ PHÊ', true],
  ['Cà phê Hà Nội', 'noi ca', true],
  ['Cà phê Hà Nội', '  phe   ha ', true],
  ['Cà phê Hà Nội', 'tra sua', false],
  ['Cà phê Hà Nội', 'ca tra', false],
  ['Đà Nẵng', 'da nang', true],
  ['da nang', 'Đà Nẵng', true],
  ['đặc sản', 'ĐS', false],
  ['Gốm Bát Tràng'.normalize('NFD'), 'gốm'.normalize('NFC'), true],
  ['Trường Hoa Sen', 'truong', true],
  ['Shop 24/7 (mới)', '24/7', true],
  ['Bất kỳ', '', true],
  ['Bất kỳ', '   ', true],
])('"%s" searched by "%s": %s', (name, typed, wanted) => {
  expect(matches(name, typed)).toBe(wanted);
});

it('keeps the order of its input', () => {
  const all = [{ name: 'Trà Đá' }, { name: 'Cà phê' }, { name: 'trà sữa' }];
  expect(found(all, 'tra')).toEqual([all[0], all[2]]);
});
