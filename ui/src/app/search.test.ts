import { expect, it } from 'vitest';
import { plain } from './search';

it.each([
  ['Cà phê Hà Nội', 'ca phe ha noi'],
  ['CÀ PHÊ', 'ca phe'],
  ['  phe   ha ', 'phe ha'],
  ['Đà Nẵng', 'da nang'],
  ['ĐS', 'ds'],
  ['Gốm'.normalize('NFD'), 'gom'],
  ['Shop 24/7 (mới)', 'shop 24/7 (moi)'],
  ['   ', ''],
])('"%s" is found as "%s"', (name, wanted) => {
  expect(plain(name)).toBe(wanted);
});
