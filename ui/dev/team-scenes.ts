/** Scenes of a team. */
import type { Ipc, ProfilePage, TeamLinkView, TeamView, UiSettings } from '../src/ipc';
import { hours } from './fake-base';
import { aFailedAnswer, aPage, aRow, fakeIpc } from './fake-ipc';
import { aMember, aTeam, fakeTeam, LONG, ME, MEMBERS, PHRASE } from './fake-team';

type Scene = (uiSettings: UiSettings) => Ipc;

function within(pages: ProfilePage[], team: TeamView | null, change: Partial<Ipc> = {}): Scene {
  return (uiSettings) => fakeIpc(pages, { uiSettings }, { ...fakeTeam(team), ...change });
}

/** The OA that waits for another computer. */
const waiting = aPage({
  row: aRow({
    id: 'p5',
    name: 'Gốm Bát Tràng',
    state: 'needs_consent',
    accessExpiresAt: hours(-1),
    obtainedAt: hours(-73),
    automatic: { on: true, at: null, words: 'auto-needs-person' },
  }),
  send: 'dead_token',
  answer: aFailedAnswer({ words: 'dead-used-elsewhere', next: 'get_new_pair' }, hours(-1.2)),
});

const many = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    aMember({
      id: `n${at}`,
      name: at % 7 === 0 ? `${LONG} ${at}` : `Máy số ${at + 1}`,
      role: at % 3 === 0 ? 'viewer' : 'operator',
      lastSeen: hours(-at),
      isServer: at % 4 === 0,
    }),
  );
const cut: TeamLinkView = { state: 'unreachable', since: hours(-0.56) };

export function teamScenes(pages: ProfilePage[]): Record<string, Scene> {
  const all = [...pages.filter(({ row }) => row.id !== 'p5'), waiting];
  return {
    'team-none-base': within(all, null),
    'team-base': within(all, aTeam()),
    'team-one-base': within(all, aTeam({ members: [ME], oas: [] })),
    'team-200-base': within(all, aTeam({ members: [ME, ...many(199)] })),
    'team-viewer-base': within(all, aTeam({ role: 'viewer', members: MEMBERS.slice(0, 4) })),
    'team-offline': within(all, aTeam({ link: cut })),
    'team-epoch-base': within(all, aTeam({ link: { state: 'epoch_open', waitingFor: ['Máy của Tuấn', LONG] } })),
    'team-awaiting-base': within(
      all,
      aTeam({ link: { state: 'awaiting', by: 'Hương' }, role: 'operator', members: [], oas: [] }),
    ),
    'team-refused-base': within(
      all,
      aTeam({ link: { state: 'refused', words: 'team-removed', next: 'team-removed-next' }, role: 'operator' }),
    ),
    'state-waiting': (uiSettings) => within(all, aTeam())({ ...uiSettings, lastProfile: 'p5' }),
  };
}

const pane = 'press=settings&press=settings-team';
const typed =
  'type=team-name:Cà phê Hà Nội&type=team-my-name:Máy của Hương&type=team-database:oa_token&type=team-user:oa_token&type=team-password:FAKE_PASSWORD';
const create = `scene=team-none-base&${pane}&press=team-create&${typed}`;

export const teamJourneys: Record<string, string> = {
  'team-none': `scene=team-none-base&${pane}`,
  'team-create': `${create}&type=team-host:db.caphehanoi.vn&then=team-check`,
  'team-create-empty': `scene=team-none-base&${pane}&press=team-create`,
  'team-create-taken': `${create}&type=team-host:taken.vn&then=team-check`,
  'team-create-away': `${create}&type=team-host:away.vn&then=team-check`,
  'team-choose': `${create}&press=team-choose`,
  'team-join': `scene=team-none-base&${pane}&press=team-join`,
  'team-join-read': `scene=team-none-base&${pane}&press=team-join&type=join-passphrase:${PHRASE}&then=join-go`,
  'team-join-wrong': `scene=team-none-base&${pane}&press=team-join&type=join-passphrase:sai&then=join-go`,
  team: `scene=team-base&${pane}`,
  'team-all': `scene=team-base&${pane}&press=team-homes-all`,
  'team-one': `scene=team-one-base&${pane}`,
  'team-200': `scene=team-200-base&${pane}`,
  'team-viewer': `scene=team-viewer-base&${pane}`,
  'team-epoch': `scene=team-epoch-base&${pane}`,
  'team-awaiting': `scene=team-awaiting-base&${pane}`,
  'team-refused': `scene=team-refused-base&${pane}`,
  'team-unreachable': `scene=team-offline&${pane}`,
  'team-invite': `scene=team-base&${pane}&press=team-invite&type=invite-name:Máy của Lan`,
  'team-invited': `scene=team-base&${pane}&press=team-invite&type=invite-name:Máy của Lan&then=invite-save`,
  'team-share': `scene=team-base&${pane}&press=team-share`,
  'team-leave': `scene=team-base&${pane}&press=team-leave`,
  'team-alone': `scene=team-offline&${pane}&press=team-alone`,
  'team-remove': 'scene=state-waiting&press=team-waiting-gone',
  'team-checklist': 'scene=state-waiting&press=team-waiting-gone&then=team-remove-confirm',
  'team-why': 'scene=team-offline&press=team-offline-why',
};
