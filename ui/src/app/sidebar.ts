/** What the sidebar lists: the groups, the pinned OAs, the other OAs, each under a head. Pure. */
import type { Translate } from '../i18n/fluent';
import type { ProfileGroup, ProfileRow } from '../ipc';

export type SidebarItem =
  | { kind: 'head'; key: 'groups' | 'pins' | 'oas'; words: string }
  | { kind: 'group'; key: string; group: ProfileGroup }
  | { kind: 'row'; key: string; row: ProfileRow };

/** The rows are in the order of the list: the pinned ones first. */
export function itemsOf(
  t: Translate,
  rows: readonly ProfileRow[],
  pins: readonly string[],
  groups: readonly ProfileGroup[],
): SidebarItem[] {
  const pinned = new Set(pins);
  const first = rows.findIndex((row) => !pinned.has(row.id));
  const count = first === -1 ? rows.length : first;
  const item = (row: ProfileRow): SidebarItem => ({ kind: 'row', key: row.id, row });
  const items: SidebarItem[] = [];
  if (groups.length > 0) items.push({ kind: 'head', key: 'groups', words: t('page-groups') });
  for (const group of groups) items.push({ kind: 'group', key: `group ${group.id}`, group });
  if (count > 0) items.push({ kind: 'head', key: 'pins', words: t('page-pinned') });
  for (const row of rows.slice(0, count)) items.push(item(row));
  if (count < rows.length) {
    items.push({ kind: 'head', key: 'oas', words: t('page-your-oas-count', { count: String(rows.length) }) });
  }
  for (const row of rows.slice(count)) items.push(item(row));
  return items;
}
