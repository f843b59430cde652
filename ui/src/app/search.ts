/** Finds an OA by its name as people type it: without diacritics, in any case. */

/** "Cà Phê Đà Nẵng" becomes "ca phe da nang". */
export function plain(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase('en').replaceAll('đ', 'd');
  return bare.replace(/\s+/gu, ' ').trim();
}

/** Reports whether the name contains every typed word, in any order. An empty search matches everything. */
export function matches(name: string, typed: string): boolean {
  const whole = plain(name);
  return plain(typed)
    .split(' ')
    .every((word) => whole.includes(word));
}

/** Returns the items whose names match, in the given order. */
export function found<Named extends { name: string }>(all: readonly Named[], typed: string): Named[] {
  return all.filter((each) => matches(each.name, typed));
}
