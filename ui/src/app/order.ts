/** The order of the sidebar's list. Pure. */
import type { Order, ProfileRow } from '../ipc';
import { byUrgency } from '../overview/rules';

export const ORDERS: readonly Order[] = ['added', 'urgency', 'name'];

/** Vietnamese collation: "Đ" after "D", and "OA 2" before "OA 10". */
const NAMES = new Intl.Collator('vi', { numeric: true });

/** Sorts the rows. The shell returns them in the order in which they were added. */
export function ordered(rows: readonly ProfileRow[], order: Order, now: Date): ProfileRow[] {
  if (order === 'urgency') return byUrgency(rows, now);
  if (order === 'name') return [...rows].sort((a, b) => NAMES.compare(a.name, b.name));
  return [...rows];
}

/** Keeps the rows in their previous places; new ones come last. */
export function steady(rows: readonly ProfileRow[], before: readonly string[]): ProfileRow[] {
  const places = new Map(before.map((id, at) => [id, at]));
  const place = (row: ProfileRow) => places.get(row.id) ?? before.length;
  return [...rows].sort((a, b) => place(a) - place(b));
}

/** Returns the row `step` places away, or `undefined` beyond the ends. No selection counts as before the first row. */
export function stepFrom(rows: readonly ProfileRow[], chosen: string | null, step: 1 | -1): ProfileRow | undefined {
  const at = rows.findIndex((row) => row.id === chosen);
  if (at === -1) return step === 1 ? rows[0] : rows.at(-1);
  return rows[at + step];
}

/** Returns the row to show after this one was removed: the one below, else the one above. */
export function neighbour(rows: readonly ProfileRow[], id: string): ProfileRow | undefined {
  return stepFrom(rows, id, 1) ?? stepFrom(rows, id, -1);
}
