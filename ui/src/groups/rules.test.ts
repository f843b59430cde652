import { describe, expect, it } from 'vitest';
import type { ProfileGroup } from '../ipc';
import { aRow } from '../../dev/fake-ipc';
import { assigned, groupsById, HUES, nameRefusal, nextHue, pinnedFirst, pinToggled } from './rules';

const group = (id: string, ...profiles: string[]): ProfileGroup => ({ id, name: `Nhóm ${id}`, hue: 210, profiles });
const groups = [group('g1', 'p1', 'p2'), group('g2', 'p3')];

describe('groups', () => {
  it('an OA that joins a group leaves the one in which it was', () => {
    expect(assigned(groups, ['p2', 'p4'], 'g2').map((each) => each.profiles)).toEqual([['p1'], ['p3', 'p2', 'p4']]);
    expect(assigned(groups, ['p3'], 'g2').map((each) => each.profiles)).toEqual([['p1', 'p2'], ['p3']]);
  });

  it('an OA can leave every group', () => {
    expect(assigned(groups, ['p1', 'p3'], null).map((each) => each.profiles)).toEqual([['p2'], []]);
  });

  it('the group of an OA is found by its id', () => {
    expect([...groupsById(groups)].map(([id, { id: of }]) => `${id} ${of}`)).toEqual(['p1 g1', 'p2 g1', 'p3 g2']);
  });

  it('a new group gets a colour that no other has, as long as there is one', () => {
    expect(nextHue([])).toBe(HUES[0]);
    expect(nextHue(groups)).toBe(HUES[1]);
    const all = HUES.map((hue, at) => ({ ...group(String(at)), hue }));
    expect(HUES).toContain(nextHue(all));
  });

  it.each([
    ['', null, 'page-group-no-name'],
    ['   ', null, 'page-group-no-name'],
    ['nhóm G1', null, 'page-group-name-taken'],
    ['Nhóm g1', 'g1', null],
    ['Bán lẻ', null, null],
  ])('the name %j (of %s) is refused: %s', (name, self, refusal) => {
    expect(nameRefusal(groups, name, self)).toBe(refusal);
  });
});

describe('pins', () => {
  it('pins those that are not yet, and unpins when all are', () => {
    expect(pinToggled(['p1'], ['p1', 'p2'])).toEqual(['p1', 'p2']);
    expect(pinToggled(['p1', 'p2', 'p3'], ['p1', 'p2'])).toEqual(['p3']);
  });

  it('the pinned come first, in the order of pinning; ids of OAs that are gone do not count', () => {
    const rows = ['p1', 'p2', 'p3'].map((id) => aRow({ id }));
    expect(pinnedFirst(rows, ['p3', 'gone', 'p2']).map((row) => row.id)).toEqual(['p3', 'p2', 'p1']);
    expect(pinnedFirst(rows, [])).toEqual(rows);
  });
});
