/** Groups and pins of OAs. Pure. */
import type { ProfileGroup, ProfileRow } from '../ipc';

/** The colours of a group, as hues in degrees: far enough apart to be told from each other. */
export const HUES: readonly number[] = [210, 28, 190, 262, 140, 330, 52, 0];

/** The longest name of a group. */
export const LONGEST_NAME = 40;

/** Returns the first colour that no group has yet, else the next in turn. */
export function nextHue(groups: readonly ProfileGroup[]): number {
  const used = new Set(groups.map((group) => group.hue));
  return HUES.find((hue) => !used.has(hue)) ?? HUES[groups.length % HUES.length] ?? 0;
}

/** Returns the group of each OA that is in one. */
export function groupsById(groups: readonly ProfileGroup[]): Map<string, ProfileGroup> {
  return new Map(groups.flatMap((group) => group.profiles.map((id) => [id, group] as const)));
}

/** Puts OAs into a group, or with null into none; they leave the one in which they were. */
export function assigned(groups: readonly ProfileGroup[], ids: readonly string[], to: string | null): ProfileGroup[] {
  const moving = new Set(ids);
  return groups.map((group) => {
    const staying = group.profiles.filter((id) => !moving.has(id));
    return { ...group, profiles: group.id === to ? [...staying, ...moving] : staying };
  });
}

const plainName = (name: string) => name.trim().toLocaleLowerCase('vi');

/** Puts each OA into the group of its name; makes the groups that are missing. */
export function placed(
  groups: readonly ProfileGroup[],
  named: ReadonlyMap<string, string>,
  newId: () => string,
): ProfileGroup[] {
  const known = withGroups(groups, named.values(), newId);
  const byName = new Map(known.map((group) => [plainName(group.name), group]));
  return known.map((group) => {
    const staying = group.profiles.filter((id) => !named.has(id));
    const coming = [...named].flatMap(([id, name]) => (byName.get(plainName(name)) === group ? [id] : []));
    return { ...group, profiles: [...staying, ...coming] };
  });
}

/** Adds the groups of these names that are missing. */
export function withGroups(
  groups: readonly ProfileGroup[],
  names: Iterable<string>,
  newId: () => string,
): ProfileGroup[] {
  const all = [...groups];
  const known = new Set(all.map((group) => plainName(group.name)));
  for (const name of names) {
    if (known.has(plainName(name))) continue;
    known.add(plainName(name));
    all.push({ id: newId(), name: name.trim(), hue: nextHue(all), profiles: [] });
  }
  return all;
}

/** Returns the group of this name. */
export const groupNamed = (groups: readonly ProfileGroup[], name: string): ProfileGroup | null =>
  groups.find((group) => plainName(group.name) === plainName(name)) ?? null;

/** Reports why a name cannot be taken, as a message id; null if it can. */
export function nameRefusal(groups: readonly ProfileGroup[], name: string, self: string | null): string | null {
  const wanted = plainName(name);
  const taken = groups.some((group) => group.id !== self && plainName(group.name) === wanted);
  return wanted === '' ? 'page-group-no-name' : taken ? 'page-group-name-taken' : null;
}

export const idSet = (ids: readonly string[]): ReadonlySet<string> => new Set(ids);

/** Pins all of them, or unpins them if all are pinned. */
export function pinToggled(pins: readonly string[], ids: readonly string[]): string[] {
  const named = new Set(ids);
  if (ids.every((id) => pins.includes(id))) return pins.filter((id) => !named.has(id));
  return [...pins, ...ids.filter((id) => !pins.includes(id))];
}

/** Puts the pinned rows first, in the order in which they were pinned. */
export function pinnedFirst(rows: readonly ProfileRow[], pins: readonly string[]): ProfileRow[] {
  if (pins.length === 0) return [...rows];
  const held = new Map(rows.map((row) => [row.id, row]));
  const first = pins.flatMap((id) => held.get(id) ?? []);
  const pinned = new Set(pins);
  return [...first, ...rows.filter((row) => !pinned.has(row.id))];
}
