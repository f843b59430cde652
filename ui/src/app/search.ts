/** A name as people type it, without diacritics, in any case: "Cà Phê Đà Nẵng" becomes "ca phe da nang". */
export function plain(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase('en').replaceAll('đ', 'd');
  return bare.replace(/\s+/gu, ' ').trim();
}
