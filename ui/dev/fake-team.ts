/** A fake team, in memory. */
import type { Ipc, TeamChecklist, TeamMemberView, TeamOaView, TeamView } from '../src/ipc';
import { hours, refusal } from './fake-base';
import { GOOD } from './fake-protection';

export const LONG = 'Trung tâm Ngoại ngữ và Tin học Thanh thiếu niên Thành phố Cần Thơ, cơ sở số 2';
export const PHRASE = 'thai-lo bua-mau cho-nhai tra-vu lao-hoi';

export function aMember(change: Partial<TeamMemberView> = {}): TeamMemberView {
  return {
    id: 'm1',
    name: 'Hương',
    isServer: false,
    role: 'admin',
    isMe: false,
    lastSeen: hours(0),
    removedAt: null,
    refreshes: 0,
    mayRefresh: change.role !== 'viewer',
    checklistOpen: false,
    ...change,
  };
}

export const ME = aMember({ isMe: true, refreshes: 2 });
const TUAN = aMember({ id: 'm4', name: 'Máy của Tuấn', role: 'operator', lastSeen: hours(-73), refreshes: 1 });
export const MEMBERS: TeamMemberView[] = [
  ME,
  aMember({ id: 'm2', name: 'Quầy thu ngân', isServer: true, role: 'operator', lastSeen: hours(-0.04), refreshes: 3 }),
  aMember({ id: 'm3', name: 'Máy chủ n8n', isServer: true, role: 'viewer', lastSeen: hours(-0.02) }),
  TUAN,
  aMember({
    id: 'm5',
    name: 'Linh',
    role: 'operator',
    lastSeen: hours(-26),
    removedAt: hours(-25),
    checklistOpen: true,
  }),
];

export function anOa(change: Partial<TeamOaView> = {}): TeamOaView {
  return {
    id: 'p1',
    name: 'Cà phê Hà Nội',
    refresher: 'm1',
    refresherName: 'Hương',
    nextAt: hours(20.24),
    waiting: false,
    awaited: null,
    ...change,
  };
}

export const AWAITED = {
  member: 'm4',
  name: 'Máy của Tuấn',
  lastSeen: hours(-73),
  since: hours(-1.2),
  until: hours(22.8),
} as const;

const OAS: TeamOaView[] = [
  anOa(),
  anOa({ id: 'p4', name: 'Trường Hoa Sen', refresher: 'm2', refresherName: 'Quầy thu ngân', nextAt: hours(8) }),
  anOa({ id: 'p5', name: 'Gốm Bát Tràng', refresher: 'm4', refresherName: 'Máy của Tuấn', awaited: AWAITED }),
  anOa({ id: 'p6', name: 'Nhà sách Bến Nghé', refresher: 'm2', refresherName: 'Quầy thu ngân', waiting: true }),
  anOa({ id: 'p7', name: LONG, refresher: null, refresherName: null, nextAt: null }),
];

export function aTeam(change: Partial<TeamView> = {}): TeamView {
  return {
    name: 'Cà phê Hà Nội',
    host: 'db.caphehanoi.vn/oa_token',
    role: 'admin',
    mayManage: (change.role ?? 'admin') === 'admin',
    mayShare: change.role !== 'viewer',
    mayDeclareGone: change.role !== 'viewer',
    link: { state: 'connected', agreedAt: hours(-0.01) },
    members: MEMBERS,
    oas: OAS,
    invitations: [],
    ...change,
  };
}

export function aChecklist(change: Partial<TeamChecklist> = {}): TeamChecklist {
  return {
    member: 'm5',
    name: 'Linh',
    tasks: [
      { task: { kind: 'refresh', id: 'p1' }, done: true },
      { task: { kind: 'refresh', id: 'p2' }, done: false },
      { task: { kind: 'secret_key', appId: '1234567890123456789' }, done: false },
      { task: { kind: 'database_password' }, done: false },
    ],
    ...change,
  };
}

type TeamCommands = Pick<
  Ipc,
  | 'getTeam'
  | 'retryTeam'
  | 'tryTeamDatabase'
  | 'createTeam'
  | 'saveInvitation'
  | 'forgetInvitation'
  | 'withdrawInvitation'
  | 'chooseInvitation'
  | 'readInvitation'
  | 'joinTeam'
  | 'listTeamReaders'
  | 'shareProfiles'
  | 'declareGone'
  | 'retireProfile'
  | 'setRefresher'
  | 'removeMember'
  | 'refreshAfterMember'
  | 'getChecklist'
  | 'settleTask'
  | 'leaveTeam'
  | 'goOnAlone'
  | 'revealInvitation'
>;

export function fakeTeam(begun: TeamView | null = null): TeamCommands {
  let held = begun;
  let list = aChecklist();
  const keep = async (change: Partial<TeamView>) => (held = held && { ...held, ...change });
  const tick = (done: (line: TeamChecklist['tasks'][number]) => boolean) =>
    (list = { ...list, tasks: list.tasks.map((line) => (done(line) ? { ...line, done: true } : line)) });
  return {
    getTeam: async () => held,
    retryTeam: () => keep({ link: { state: 'connected', agreedAt: hours(0) } }),
    tryTeamDatabase: async ({ host }) => {
      if (host.startsWith('taken')) return 'Shop Thảo My';
      if (!host.startsWith('away')) return null;
      return refusal({
        code: 'cannot_save',
        words: 'team-database-unreachable',
        next: 'team-database-unreachable-next',
        args: {},
      });
    },
    createTeam: async ({ name, myName, ids }) => {
      held = aTeam({ name, members: [{ ...ME, name: myName }], oas: ids.map((id) => anOa({ id })) });
      return held;
    },
    saveInvitation: async (role, name) => {
      const invitations = [...(held?.invitations ?? []), { id: 'i1', role, name, expiresAt: hours(7 * 24) }];
      await keep({ invitations });
      return { file: `${name}.oatoken`, byKey: '7KQ4-M2XW', expiresAt: hours(7 * 24) };
    },
    forgetInvitation: async () => null,
    withdrawInvitation: (id) => keep({ invitations: held?.invitations.filter((open) => open.id !== id) ?? [] }),
    chooseInvitation: async () => 'moi-cua-huong.oatoken',
    readInvitation: async (passphrase) =>
      passphrase === GOOD || passphrase === PHRASE
        ? {
            team: 'Cà phê Hà Nội',
            role: 'operator',
            host: 'db.caphehanoi.vn/oa_token',
            by: 'Hương',
            byKey: '7KQ4-M2XW',
            expiresAt: hours(6.5 * 24),
          }
        : refusal({ code: 'not_opened', words: 'sealed-wrong-passphrase' }),
    joinTeam: async () => {
      held = aTeam({ role: 'operator', link: { state: 'awaiting', by: 'Hương' } });
      return false;
    },
    listTeamReaders: async () => (held?.members ?? []).map(({ name, role }) => ({ name, role })),
    shareProfiles: (ids) => keep({ oas: [...(held?.oas ?? []), ...ids.map((id) => anOa({ id }))] }),
    retireProfile: (id) => keep({ oas: held?.oas.filter((oa) => oa.id !== id) ?? [] }),
    setRefresher: (id, member) => {
      const refresherName = held?.members.find((each) => each.id === member)?.name ?? null;
      return keep({
        oas: held?.oas.map((oa) => (oa.id === id ? { ...oa, refresher: member, refresherName } : oa)) ?? [],
      });
    },
    declareGone: (member) =>
      keep({ oas: held?.oas.map((oa) => (oa.awaited?.member === member ? { ...oa, awaited: null } : oa)) ?? [] }),
    removeMember: async (member) => {
      const gone = { removedAt: hours(0), checklistOpen: true, refreshes: 0 };
      const members = held?.members.map((each) => (each.id === member ? { ...each, ...gone } : each)) ?? [];
      await keep({ members });
      list = { ...aChecklist(), member, name: members.find((each) => each.id === member)?.name ?? '' };
      return list;
    },
    refreshAfterMember: async () => tick(({ task }) => task.kind === 'refresh'),
    getChecklist: async () => list,
    settleTask: async (_member, task) => tick((line) => JSON.stringify(line.task) === JSON.stringify(task)),
    leaveTeam: async () => (held = null),
    goOnAlone: async () => (held = null),
    revealInvitation: async () => PHRASE,
  };
}
