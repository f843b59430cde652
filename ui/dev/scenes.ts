/** The states worth looking at, by name. */
import type { Ipc, UiSettings, ProfilePage } from '../src/ipc';
import { authorizationJourneys, authorizationScenes } from './authorization-scenes';
import { automaticJourneys, automaticScenes } from './automatic-scenes';
import { bundleJourneys, bundleScenes } from './fake-bundles';
import { aDraft, fakeImport, ONE_TEXT, aSheet, THREE_TEXT } from './fake-import';
import { aFailedAnswer, aLine, anAttempt, aPage, aRow, fakeIpc, hours, refusal, roughCheck } from './fake-ipc';
import { aFile, placeJourneys, placeScenes } from './fake-places';
import { anUpdate, fakeUpdates } from './fake-updates';
import { aLongDiary, daily, expired, FACTS, noPair, notSent, pasted } from './profile-pages';
import { protectionJourneys, protectionScenes } from './protection-scenes';
import { teamJourneys, teamScenes } from './team-scenes';

const main = aPage({
  row: aRow({
    facts: FACTS,
    automatic: { on: true, at: hours(20.24), words: null },
    places: [aFile()],
  }),
});
const expiring = aPage({
  send: 'sends',
  row: aRow({
    id: 'p2',
    name: 'Shop Thảo My',
    state: 'expiring',
    accessExpiresAt: hours(0.81),
    accessIssuedAt: hours(-24.2),
  }),
});
const dead = aPage({
  row: aRow({
    id: 'p3',
    name: 'Nha khoa An Bình',
    oaId: '3820145567190284417',
    state: 'needs_consent',
    accessExpiresAt: hours(-9.5),
    obtainedAt: hours(-35),
  }),
  send: 'dead_token',
  answer: aFailedAnswer({ words: 'dead-used-elsewhere', next: 'get_new_pair' }),
});
const refused = aPage({
  row: aRow({
    id: 'p4',
    name: 'Trường Hoa Sen',
    state: 'refused',
    obtainedAt: hours(-35),
    accessExpiresAt: hours(11.04),
  }),
  answer: aFailedAnswer({
    words: 'refused-secret-key',
    next: 'fix_secret_key',
    zaloCode: '-14004',
    zaloWords: 'Invalid secret key.',
  }),
});
refused.request.rows = refused.request.rows.map((row) => ({ ...row, wrong: row.key === 'secret_key' }));
const unknown = aPage({
  row: aRow({
    id: 'p5',
    name: 'Gốm Bát Tràng',
    state: 'unknown',
    obtainedAt: hours(-35),
    accessExpiresAt: hours(17.6),
  }),
  send: 'sends_again',
  answer: {
    ...(aFailedAnswer({
      verdict: 'unknown',
      words: 'unknown-timed-out',
      next: 'send_again',
      zaloCode: null,
      zaloWords: null,
    }) ?? {}),
    status: null,
    tookMs: null,
    bytes: null,
    lines: [],
    raw: '',
  } as ProfilePage['answer'],
});
const fresh = aPage({
  row: aRow({
    id: 'p6',
    name: 'Nhà sách Bến Nghé',
    oaId: null,
    state: 'new',
    accessIssuedAt: null,
    accessExpiresAt: null,
    refreshExpiresAt: null,
    hasAccessToken: false,
  }),
  send: 'sends',
  answer: null,
});
const moved = aPage({
  row: aRow({ id: 'p8', name: 'Hoa tươi Đà Lạt', state: 'moved_away', accessExpiresAt: hours(9), movedAt: hours(-30) }),
  send: 'moved_away',
});
const oldCopy = aPage({
  row: aRow({ id: 'p9', name: 'Bánh mì Phượng', state: 'old_copy', accessExpiresAt: hours(9) }),
});
const altered = aPage({
  row: aRow({ id: 'p10', name: 'Chè Huế', state: 'altered', accessExpiresAt: hours(9) }),
  request: { url: main.request.url, rows: [], curl: '' },
  send: 'altered',
  answer: null,
});
const pages = [main, expiring, dead, refused, unknown, fresh];

/** The six OAs of the mock: one that needs the user, two due, three that need nothing. */
const overview = [
  main,
  expiring,
  dead,
  aPage({ row: aRow({ id: 'o4', name: 'Trường Hoa Sen', accessExpiresAt: hours(11.04) }) }),
  aPage({ row: aRow({ id: 'o5', name: 'Gốm Bát Tràng', accessExpiresAt: hours(17.67) }) }),
  aPage({
    send: 'sends',
    row: aRow({
      id: 'o6',
      name: 'Nhà sách Bến Nghé',
      state: 'expired',
      accessExpiresAt: hours(-30),
      refreshExpiresAt: hours(11.5 * 24),
    }),
  }),
];

const licences = ['serde\t1.0.228\tMIT OR Apache-2.0', 'tauri\t2.9.5\tMIT OR Apache-2.0', 'Inter\t4.1\tOFL-1.1'];

const gone = [
  { id: 'd1', name: 'Hải sản Vũng Tàu', deletedAt: hours(-20), goneAt: hours(29.2 * 24) },
  {
    id: 'd2',
    name: 'Trung tâm Ngoại ngữ và Tin học Thanh thiếu niên Thành phố Cần Thơ, cơ sở 2',
    deletedAt: hours(-90),
    goneAt: hours(26.3 * 24),
  },
];

/** Commands for managing OAs, with entries in every list. */
const manage: Partial<Ipc> = {
  listTrash: async () => gone,
  getAbout: async () => ({ version: '0.1.0', folder: '', licences: licences.join('\n') }),
  openAttempt: async (_id, attempt) =>
    attempt === 'a1'
      ? anAttempt({
          correctedSince: true,
          answer: refused.answer ?? anAttempt().answer,
          request: refused.request,
        })
      : anAttempt({ sends: attempt === 'a3' ? 2 : 1 }),
  setSettings: async (settings) => {
    if (settings.proxy.includes(' ')) return refusal({ code: 'invalid_proxy', words: 'settings-proxy-not-an-address' });
    return null;
  },
  checkEdit: async (_id, edit) => ({
    findings:
      edit.name === main.row.name
        ? []
        : [{ field: 'name', words: 'draft-name-taken', blocking: true, count: null, other: null }],
    fine: [],
    savable: true,
    sendable: true,
  }),
};

const imported = (name: string) =>
  aPage({ row: aRow({ id: name, name, state: 'new', accessExpiresAt: null, refreshExpiresAt: null }) });

/** The OAs of an agency: a few need the user, in four groups, two of them pinned. */
function agency(uiSettings: UiSettings, count: number): Ipc {
  const kinds = ['Cà phê', 'Nha khoa', 'Anh ngữ', 'Shop'];
  const many = Array.from({ length: count - pages.length }, (_, at) =>
    aPage({
      row: aRow({
        id: `a${at}`,
        name: `${kinds[at % 4] ?? ''} số ${at + 1}`,
        accessExpiresAt: hours(4 + ((at * 7) % 20)),
        refreshExpiresAt: hours(24 * (10 + ((at * 13) % 80))),
      }),
    }),
  );
  const ids = many.map((page) => page.row.id);
  const members = (kind: number, more: string[] = []) => [...ids.filter((_, at) => at % 4 === kind), ...more];
  const groups = [
    { id: 'g1', name: 'Chuỗi cà phê', hue: 28, profiles: members(0) },
    { id: 'g2', name: 'Nha khoa', hue: 190, profiles: members(1, ['p3']) },
    { id: 'g3', name: 'Giáo dục', hue: 262, profiles: members(2, ['p4']) },
    { id: 'g4', name: 'Bán lẻ', hue: 140, profiles: members(3, ['p5', 'p2']) },
  ];
  return fakeIpc([...pages, ...many], { uiSettings: { ...uiSettings, groups, pins: ['p1', 'a4'] } });
}

type Scene = (uiSettings: UiSettings) => Ipc;

function at(page: ProfilePage, change: Partial<Ipc> = {}): Scene {
  return (uiSettings) => {
    const held = pages.includes(page) ? pages : [...pages, page];
    const ipc = fakeIpc(held, { uiSettings: { ...uiSettings, lastProfile: page.row.id } }, change);
    return {
      ...ipc,
      ...(change.openAttempt ? {} : { openAttempt: async () => anAttempt() }),
      listHistory: async () =>
        page.row.state !== 'needs_consent'
          ? daily
          : [
              aLine({ words: 'history-dead', zaloWords: '-14014 · Invalid refresh token.', attempt: 'a2' }),
              aLine({ at: hours(-35), generation: 3, accessExpiresAt: hours(-10), attempt: 'a1' }),
              aLine({ at: hours(-400), words: 'history-imported', generation: 1 }),
            ],
    };
  };
}

/** As if the user dropped a file with this text right after the start. */
const dropping = (held: ProfilePage[], text: string, files?: string[]): Scene => {
  return (uiSettings) => {
    const ipc = fakeIpc(held, { uiSettings });
    const lent = { rows: () => held.map((page) => page.row), add: ipc.addProfile, check: roughCheck };
    return {
      ...ipc,
      ...fakeImport(lent, text, files),
      listen: async (listeners) => {
        setTimeout(() => listeners.filesDropped(), 300);
        return () => undefined;
      },
    };
  };
};

/** A pasted text with two values for the secret key. */
function choosing(uiSettings: UiSettings): Ipc {
  const candidates = [
    { key: 'ZALO_APP_SECRET', file: null, line: '3', shown: '1b7e' },
    { key: 'SECRET_KEY', file: null, line: '9', shown: 'Kd90' },
  ];
  const draft = (picked: number | null) =>
    aDraft({
      name: 'Tiệm bánh Mộc',
      appId: '9047561029384756102',
      secretKey: picked === null ? null : (candidates[picked]?.shown ?? null),
      refreshToken: 'aZ1t',
      accessToken: 'h7Pw',
      choices: [{ field: 'secret_key', picked, candidates }],
      check: {
        findings:
          picked === null
            ? [{ field: 'secret_key', words: 'import-choose', blocking: true, count: null, other: null }]
            : [],
        fine: ['app_id', 'refresh_token'],
        savable: picked !== null,
        sendable: picked !== null,
      },
    });
  const preview = { files: [], drafts: [draft(null)], leftOut: [], columns: [], refresher: null };
  return {
    ...fakeIpc(pages, { uiSettings }),
    readDropped: async () => preview,
    readImport: async () => preview,
    pickImport: async (_corrected, _field, candidate) => draft(candidate),
    listen: async (listeners) => {
      setTimeout(() => listeners.filesDropped(), 300);
      return () => undefined;
    },
  };
}

const practicePage = aPage({
  row: aRow({ id: 'p7', name: 'Quán tập', oaId: null, practice: true, state: 'expiring', accessExpiresAt: hours(1.2) }),
  send: 'sends',
});

/** The longest possible name. */
const long = aPage({
  row: aRow({ id: 'p7', name: 'Trung tâm Ngoại ngữ và Tin học Quốc tế Nguyễn Thị Minh Khai, cơ sở Quận Bình Thạnh' }),
});

export const scenes: Record<string, Scene> = {
  update: (uiSettings) => fakeIpc(pages, { uiSettings: { ...uiSettings, lastProfile: 'p1' } }, fakeUpdates(anUpdate())),
  'update-command': (uiSettings) =>
    fakeIpc(
      pages,
      { uiSettings: { ...uiSettings, lastProfile: 'p1' } },
      fakeUpdates(anUpdate({ command: 'sudo apt install ./oa-token_1.3.0_*.deb' })),
    ),
  long: (uiSettings) => fakeIpc([long], { uiSettings: { ...uiSettings, lastProfile: 'p7' } }),
  first: (uiSettings) => fakeIpc([], { uiSettings }),
  'import-one': dropping([], ONE_TEXT),
  'first-send': (uiSettings) => {
    const ipc = dropping([], ONE_TEXT)(uiSettings);
    return { ...ipc, listProfiles: async () => [main.row], openProfile: async () => main };
  },
  'import-three': dropping([main], THREE_TEXT),
  'import-25': dropping(pages, aSheet(25), ['danh-sach-oa.xlsx']),
  'import-10000': dropping(pages, aSheet(10_000), ['danh-sach-oa.xlsx']),
  'import-choice': (uiSettings) => choosing(uiSettings),
  'import-form': (uiSettings) => fakeIpc([main], { uiSettings }),
  drag: (uiSettings) => ({
    ...fakeIpc([main], { uiSettings }),
    listen: async (listeners) => {
      setTimeout(() => listeners.filesHovered(true), 300);
      return () => undefined;
    },
  }),
  practice: (uiSettings) => fakeIpc([...pages, practicePage], { uiSettings: { ...uiSettings, lastProfile: 'p7' } }),
  main: at(main),
  expiring: at(expiring),
  dead: at(dead),
  refused: at(refused),
  unknown: at(unknown),
  fresh: at(fresh),
  'old-copy': (uiSettings) =>
    fakeIpc([...pages, oldCopy, altered], { uiSettings: { ...uiSettings, lastProfile: 'p9' } }),
  altered: (uiSettings) => fakeIpc([...pages, oldCopy, altered], { uiSettings: { ...uiSettings, lastProfile: 'p10' } }),
  overview: (uiSettings) => fakeIpc(overview, { uiSettings }),
  agency: (uiSettings) => agency(uiSettings, 80),
  imported: (uiSettings) => fakeIpc([...pages, ...['Phở Thìn', 'Bún Chả'].map(imported)], { uiSettings }),
  'agency-10000': (uiSettings) => agency(uiSettings, 10_000),
  'overview-many': (uiSettings) => fakeIpc([...pages, moved, oldCopy, altered], { uiSettings }),
  manage: (uiSettings) => ({
    ...at(main, manage)(uiSettings),
    listHistory: async () => aLongDiary(),
  }),
  'manage-long': (uiSettings) => {
    const name = 'Trung tâm Ngoại ngữ và Tin học Thanh thiếu niên Thành phố Cần Thơ, cơ sở số 2';
    return {
      ...fakeIpc([aPage({ row: aRow({ name }) })], { uiSettings }, manage),
      listHistory: async () => aLongDiary(),
    };
  },
  'history-empty': (uiSettings) => ({ ...at(main)(uiSettings), listHistory: async () => [] }),
  'first-deleted': (uiSettings) => fakeIpc([], { uiSettings }, manage),
  expired: at(expired),
  'no-pair': at(noPair),
  'not-sent': at(notSent),
  pasted: at(pasted),
  moved: at(moved),
  sending: at(expiring, { refreshToken: () => new Promise(() => undefined) }),
  closing: (uiSettings) => ({
    ...at(main)(uiSettings),
    listen: async (listeners) => {
      listeners.closeAsked();
      return () => undefined;
    },
  }),
  ...automaticScenes,
  ...placeScenes((places) => at(aPage({ ...main, row: aRow({ ...main.row, places }) }))),
  ...authorizationScenes,
  ...bundleScenes,
  ...protectionScenes(pages),
  ...teamScenes(pages),
};

const env = 'scene=main&press=more&press=export&press=export-format-env';
const revive = 'scene=dead&press=next-step';

/** Scenes after clicking and typing: dialogs and their messages. */
export const journeys: Record<string, string> = {
  ...protectionJourneys,
  ...teamJourneys,
  'export-text': 'scene=main&press=more&press=export&press=export-format-text',
  'export-env': env,
  'export-env-wrong': `${env}&type=export-name-access:1%20sai`,
  'export-json-iso': 'scene=main&press=more&press=export&press=export-format-json_iso',
  'export-refresh':
    'scene=long&press=more&press=export&press=export-format-postman_environment&press=export-with-refresh',
  'export-curl': 'scene=main&press=more&press=export&press=export-format-curl',
  curl: 'scene=main&press=tab-curl',
  'curl-ask': 'scene=main&press=tab-curl&press=curl-copy',
  'edit-findings': 'scene=main&press=edit&type=edit-app-id:12x&type=edit-refresh-token:FAKE_ACCESS',
  revive,
  'revive-filled': `${revive}&type=revive-refresh-token:FAKE_REFRESH`,
  'revive-doubtful': `${revive}&type=revive-refresh-token:FAKE_ACCESS`,
  'revive-split': `${revive}&type=revive-refresh-token:{"access_token":"FAKE_A","refresh_token":"FAKE_R"}`,
  ...automaticJourneys,
  ...placeJourneys,
  ...authorizationJourneys,
  ...bundleJourneys,
  settings: 'scene=main&press=settings',
  'settings-auto': 'scene=main&press=settings&press=settings-clock',
  'settings-security': 'scene=main&press=settings&press=settings-protection',
  'settings-data': 'scene=main&press=settings&press=settings-data',
  'settings-about': 'scene=main&press=settings&press=settings-about',
  passphrase: 'scene=main&press=settings&press=settings-protection&press=passphrase-edit',
  'first-two':
    'scene=first&press=slot-edit-app-id&type=form-app-id:1234567890123456789&press=slot-edit-secret-key&type=form-secret-key:FAKE_SECRET_0000000000',
  add: 'scene=main&press=nav-add',
  'first-token': 'scene=first-send&press=form-send',
  'first-token-sure': 'scene=first-send&press=form-send&press=elsewhere-unsure',
};
