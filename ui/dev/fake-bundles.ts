/** Fake pairs, moved OAs and sealed files, and the scenes that show them. */
import type { BundleRow, GenerationRow, Ipc, UiSettings, ProfilePage, ProfileRow } from '../src/ipc';
import { aCarried, aPage, aProtection, aRow, fakeIpc, hours, refusal } from './fake-ipc';
import { PLAIN } from './fake-protection';

const LONG = 'Trung tâm Ngoại ngữ và Tin học Thanh thiếu niên Thành phố Cần Thơ, cơ sở số 2';

export function aPair(change: Partial<GenerationRow> = {}): GenerationRow {
  return {
    generation: 3,
    current: true,
    imported: false,
    obtainedAt: hours(-1.76),
    accessExpiresAt: hours(23.24),
    accessShown: 'xBzR',
    refreshShown: 'MRTe',
    unconfirmed: false,
    ...change,
  };
}

/** Five pairs: the current one, a doubtful one, one with a token missing, the import. */
export const PAIRS: GenerationRow[] = [
  aPair({ generation: 5 }),
  aPair({ generation: 4, current: false, obtainedAt: hours(-25), accessExpiresAt: hours(0.1), accessShown: '7kQw' }),
  aPair({
    generation: 3,
    current: false,
    obtainedAt: hours(-49),
    accessExpiresAt: hours(-24),
    refreshShown: 'Vv0a',
    unconfirmed: true,
  }),
  aPair({ generation: 2, current: false, obtainedAt: hours(-290), accessExpiresAt: hours(-265), refreshShown: null }),
  aPair({ generation: 1, current: false, imported: true, obtainedAt: hours(-900), accessExpiresAt: null }),
];

/** An OA that another computer refreshes. */
export function aMovedPage(change: Partial<ProfileRow> = {}): ProfilePage {
  return aPage({ row: aRow({ state: 'moved_away', movedAt: hours(-3.2), ...change }), send: 'moved_away' });
}

/** One OA in a file for each possible standing. */
export const CARRIED: BundleRow[] = [
  { id: 'c1', name: 'Cà phê Hà Nội', generation: 3, obtainedAt: hours(-26), standing: 'known', ...PLAIN },
  { id: 'c2', name: 'Shop Thảo My', generation: 7, obtainedAt: hours(-30), standing: 'new', ...PLAIN },
  { id: 'c3', name: LONG, generation: 12, obtainedAt: hours(-27), standing: 'newer', ...PLAIN },
  { id: 'c4', name: 'Gốm Bát Tràng', generation: 4, obtainedAt: hours(-190), standing: 'back', ...PLAIN },
  { id: 'c5', name: 'Nhà sách Bến Nghé', generation: 2, obtainedAt: hours(-400), standing: 'held', ...PLAIN },
];

/** An OA that exists here with another app; the user decides. */
export const CONFLICT: BundleRow = {
  id: 'c6',
  name: 'Shop Thảo My 2',
  generation: 9,
  obtainedAt: hours(-1),
  standing: 'conflict',
  automatic: false,
  conflict: {
    here: { name: 'Shop Thảo My', appId: '1234567890123456789', oaId: '579745863508352884', obtainedAt: hours(-20) },
    there: { name: 'Shop Thảo My 2', appId: '9999999999999999999', oaId: null, obtainedAt: hours(-1) },
    differs: ['bundle-differs-app', 'bundle-differs-secret-key', 'bundle-differs-pair'],
  },
};

type Scene = (uiSettings: UiSettings) => Ipc;

const other = aPage({ row: aRow({ id: 'p2', name: 'Shop Thảo My', accessExpiresAt: hours(11) }) });

function over(pages: ProfilePage[], change: Partial<Ipc> = {}): Scene {
  return (uiSettings) =>
    fakeIpc(
      pages,
      { uiSettings: { ...uiSettings, lastProfile: 'p1' } },
      { listGenerations: async () => PAIRS, ...change },
    );
}

const opening = (rows: BundleRow[], kind: 'backup' | 'move' = 'backup'): Partial<Ipc> => ({
  openSealedFile: async () => aCarried({ rows, kind, ...(kind === 'move' ? { file: `${LONG}.oatoken` } : {}) }),
});

export const bundleScenes: Record<string, Scene> = {
  transfer: over([aPage(), other]),
  'transfer-long': over([aPage({ row: aRow({ name: LONG }) }), other]),
  'transfer-none': over([aPage(), other], {
    getProtection: async () => aProtection({ backup: null }),
    saveBackupFile: () => refusal({ code: 'not_opened', words: 'passphrase-too-short' }),
    listGenerations: async () => [],
  }),
  moved: over([aMovedPage(), other]),
  'moved-long': over([aMovedPage({ name: LONG, movedAt: hours(-290), accessExpiresAt: hours(-200) }), other]),
  'moved-overview': (uiSettings) => fakeIpc([other, aMovedPage(), aPage({ row: aRow({ id: 'p3' }) })], { uiSettings }),
  'sealed-many': over([aPage(), other], opening(CARRIED)),
  'sealed-moved': over([aPage(), other], opening(CARRIED.slice(2, 3), 'move')),
  'sealed-conflict': over([aPage(), other], opening([...CARRIED.slice(0, 2), CONFLICT])),
  'sealed-known': over([aPage(), other], opening(CARRIED.slice(0, 1))),
  'sealed-first': (uiSettings) => fakeIpc([], { uiSettings }, opening(CARRIED.slice(1, 3))),
};

const settings = 'press=settings&press=settings-data';
const sealed = `${settings}&press=sealed-choose`;
const move = 'press=more&press=menu-move';
const pairs = 'press=history&press=history-pairs&press=pair-open';

export const bundleJourneys: Record<string, string> = {
  'backup-pane': `scene=transfer&${settings}`,
  'backup-pane-none': `scene=transfer-none&${settings}`,
  backup: `scene=transfer&${settings}&press=backup-save`,
  'backup-differs': `scene=transfer&${settings}&press=backup-save&type=backup-passphrase:FAKE_A&then=backup-save-confirm`,
  'backup-short': `scene=transfer-none&${settings}&press=backup-save&then=backup-save-confirm`,
  'backup-saved': `scene=transfer&${settings}&press=backup-save&then=backup-save-confirm`,
  'sealed-passphrase': `scene=transfer-long&${sealed}`,
  'sealed-wrong': `scene=transfer&${sealed}&type=sealed-passphrase:FAKE&then=sealed-open`,
  'sealed-preview': `scene=sealed-many&${sealed}&then=sealed-open`,
  'sealed-preview-move': `scene=sealed-moved&${sealed}&then=sealed-open`,
  'sealed-preview-known': `scene=sealed-known&${sealed}&then=sealed-open`,
  'sealed-first-run': `scene=sealed-first&press=first-run-move&then=sealed-open`,
  'way-move': `scene=transfer&press=nav-add`,
  'menu-move': `scene=transfer&press=more`,
  move: `scene=transfer&${move}`,
  'move-long': `scene=transfer-long&${move}`,
  'move-done': `scene=transfer-long&${move}&then=move-confirm`,
  'moved-list': `scene=moved-overview&press=nav-overview`,
  'take-back': `scene=moved&press=take-back`,
  pairs: `scene=transfer&${pairs}`,
  'pairs-none': `scene=transfer-none&${pairs}`,
  'pairs-revealed': `scene=transfer&${pairs}&then=pair-reveal-refresh`,
  'pairs-ask': `scene=transfer&${pairs}&then=pair-copy-refresh`,
};
