/** A fake shell for the preview and the tests: plain data in memory, no Tauri, no Zalo. */
import {
  type Listeners,
  type AttemptPage,
  type DraftCheck,
  type DraftInput,
  type EditInput,
  type FindingView,
  type HistoryLine,
  type Ipc,
  type OutcomeView,
  type ProfilePage,
  type ProfileRow,
  type AppStateView,
} from '../src/ipc';
import { fakeAuthorization } from './fake-authorization';
import { roughPreview } from './fake-export';
import { hours, refusal, UNCHANGED } from './fake-base';
import { fakeImport } from './fake-import';
import { fakePlaces } from './fake-places';
import { aVault, fakeProtection } from './fake-protection';
import { fakeTeam } from './fake-team';
import { fakeUpdates } from './fake-updates';
import { judged, type RowFacts } from './fake-triage';

export { hours, NOW, refusal, UNCHANGED } from './fake-base';
export { aCarried, aProtection, aVault, GOOD } from './fake-protection';

export const TOKEN_URL = 'https://oauth.zaloapp.com/v4/oa/access_token';

/** Makes a row of these facts; what the core judges of it follows from them, unless it is in `held`. */
export function aRow(facts: Partial<RowFacts> = {}, held: Partial<ProfileRow> = {}): ProfileRow {
  const row = judged({
    id: 'p1',
    name: 'Cà phê Hà Nội',
    appId: '1234567890123456789',
    oaId: '2491302944280861639',
    oaName: 'Cà phê Hà Nội',
    practice: false,
    state: 'valid',
    sending: false,
    generation: 3,
    accessIssuedAt: hours(-1.76),
    accessExpiresAt: hours(23.24),
    refreshExpiresAt: hours(89.93 * 24),
    obtainedAt: hours(-1.76),
    hasAccessToken: true,
    hasRefreshToken: true,
    movedAt: null,
    facts: null,
    ahead: null,
    hasAvatar: false,
    automatic: { on: false, at: null, words: 'auto-off' },
    places: [],
    ...facts,
  });
  return { ...row, ...held };
}

export function aLine(change: Partial<HistoryLine> = {}): HistoryLine {
  return {
    at: hours(-0.1),
    words: 'history-saved',
    by: null,
    zaloWords: null,
    generation: null,
    accessExpiresAt: null,
    attempt: null,
    ...change,
  };
}

export function anOutcome(change: Partial<OutcomeView> = {}): OutcomeView {
  return {
    verdict: 'saved',
    words: 'saved',
    args: {},
    next: 'none',
    zaloCode: null,
    zaloWords: null,
    oneCopy: false,
    heldBy: null,
    ...change,
  };
}

export function aPage(change: Partial<ProfilePage> = {}): ProfilePage {
  const row = change.row ?? aRow();
  return {
    row,
    request: {
      url: TOKEN_URL,
      curl: `curl -X POST '${TOKEN_URL}' \\\n  -H 'secret_key: ••••••••••••' \\\n  --data-urlencode 'refresh_token=••••••••••••MRTe' \\\n  --data-urlencode 'app_id=${row.appId}' \\\n  --data-urlencode 'grant_type=refresh_token'`,
      rows: [
        { part: 'header', key: 'secret_key', shown: '', secret: 'secret_key', wrong: false },
        { part: 'body', key: 'refresh_token', shown: 'MRTe', secret: 'refresh_token', wrong: false },
        { part: 'body', key: 'app_id', shown: row.appId, secret: null, wrong: false },
        { part: 'body', key: 'grant_type', shown: 'refresh_token', secret: null, wrong: false },
      ],
    },
    send: 'asks',
    answer: {
      outcome: anOutcome(),
      at: hours(-1.76),
      status: 200,
      tookMs: 132,
      bytes: 695,
      current: true,
      raw: '{"access_token":"••••xBzR","refresh_token":"••••MRTe","expires_in":"90000"}',
      lines: [
        { depth: 0, key: null, shown: '{', kind: 'bracket', comma: false },
        { depth: 1, key: 'access_token', shown: 'xBzR', kind: 'access_token', comma: true },
        { depth: 1, key: 'refresh_token', shown: 'MRTe', kind: 'refresh_token', comma: true },
        { depth: 1, key: 'expires_in', shown: '"90000"', kind: 'text', comma: false },
        { depth: 0, key: null, shown: '}', kind: 'bracket', comma: false },
      ],
    },
    offersRecoveryCode: false,
    ...change,
  };
}

export function anAttempt(change: Partial<AttemptPage> = {}): AttemptPage {
  const { request, answer } = aPage();
  if (!answer) throw new Error('a page has an answer');
  return { spends: 2, sends: 1, request, correctedSince: false, answer: { ...answer, current: false }, ...change };
}

export function aFailedAnswer(outcome: Partial<OutcomeView>, at = hours(-12.5)): ProfilePage['answer'] {
  const name = outcome.zaloWords ?? 'Invalid refresh token.';
  return {
    outcome: anOutcome({ verdict: 'rejected', zaloCode: '-14014', zaloWords: name, ...outcome }),
    at,
    status: 200,
    tookMs: 118,
    bytes: 165,
    current: false,
    raw: `{"error":${outcome.zaloCode ?? '-14014'},"error_name":"${name}","ref_doc":"https://developers.zalo.me/docs"}`,
    lines: [
      { depth: 0, key: null, shown: '{', kind: 'bracket', comma: false },
      { depth: 1, key: 'error', shown: outcome.zaloCode ?? '-14014', kind: 'error', comma: true },
      { depth: 1, key: 'error_name', shown: `"${name}"`, kind: 'error', comma: true },
      { depth: 1, key: 'error_reason', shown: '""', kind: 'text', comma: true },
      { depth: 1, key: 'ref_doc', shown: '"https://developers.zalo.me/docs"', kind: 'text', comma: false },
      { depth: 0, key: null, shown: '}', kind: 'bracket', comma: false },
    ],
  };
}

function finding(
  field: FindingView['field'],
  words: string,
  blocking: boolean,
  count: number | null = null,
): FindingView {
  return { field, words, blocking, count: count === null ? null : String(count), other: null };
}

/** A simplified version of the core's check of a draft. */
export function roughCheck(draft: DraftInput): DraftCheck {
  const findings: FindingView[] = [];
  if (!draft.secretKey) findings.push(finding('secret_key', 'draft-secret-key-missing', true));
  if (draft.secretKey.endsWith(' ')) findings.push(finding('secret_key', 'draft-trimmed', false, 1));
  if (draft.refreshToken.length > 340) {
    findings.push(finding('refresh_token', 'draft-looks-like-access-token', false, draft.refreshToken.length));
  }
  if (!draft.refreshToken) findings.push(finding('refresh_token', 'draft-no-token', false));
  if (!draft.appId) findings.push(finding('app_id', 'draft-app-id-missing', true));
  else if (!/^\d+$/u.test(draft.appId)) findings.push(finding('app_id', 'draft-app-id-not-digits', true));
  const savable = !findings.some((each) => each.blocking);
  const fine: DraftCheck['fine'] = [];
  if (draft.secretKey) fine.push('secret_key');
  if (/^\d+$/u.test(draft.appId)) fine.push('app_id');
  return { findings, fine, savable, sendable: savable && draft.refreshToken !== '' };
}

/** A simplified version of the core's check of an edit. */
export function roughEditCheck(edit: EditInput): DraftCheck {
  const { refreshToken: refresh, accessToken: access } = edit;
  const findings: FindingView[] = [];
  if (edit.name === '') findings.push(finding('name', 'draft-name-missing', true));
  if (edit.appId !== null && !/^\d+$/u.test(edit.appId))
    findings.push(finding('app_id', 'draft-app-id-not-digits', true));
  if (!refresh) findings.push(finding('refresh_token', 'draft-no-token', false));
  if (refresh?.endsWith(' ')) findings.push(finding('refresh_token', 'draft-trimmed', false, 1));
  if (access?.endsWith(' ')) findings.push(finding('access_token', 'draft-trimmed', false, 1));
  if (access && /\S\s+\S/u.test(access)) findings.push(finding('access_token', 'draft-token-unusable', true));
  if (refresh && refresh.trim() === access?.trim()) findings.push(finding('refresh_token', 'draft-same-tokens', true));
  else if (refresh?.includes('ACCESS')) findings.push(finding('refresh_token', 'draft-looks-like-access-token', false));
  const savable = !findings.some((each) => each.blocking);
  const said = new Set(findings.map((each) => each.field));
  const values = {
    name: edit.name,
    secret_key: edit.secretKey,
    app_id: edit.appId,
    refresh_token: refresh,
    access_token: access,
  };
  const fine = (Object.keys(values) as DraftCheck['fine']).filter((field) => values[field] && !said.has(field));
  return { findings, fine, savable, sendable: savable };
}

/** Returns a shell that holds the given pages; single commands can be replaced. */
export function fakeIpc(pages: ProfilePage[] = [], start: Partial<AppStateView> = {}, change: Partial<Ipc> = {}): Ipc {
  const held = new Map(pages.map((page) => [page.row.id, page]));
  const deleted = new Map<string, ProfilePage>();
  const rows = () => [...held.values()].map((page) => page.row);
  const view = (): AppStateView => ({
    vault: aVault(),
    appLocked: false,
    hasRecoveryCode: false,
    refreshesAutomatically: rows().some((row) => row.automatic.on),
    uiSettings: UNCHANGED,
    tokenUrl: TOKEN_URL,
    profiles: rows(),
    ...start,
  });
  const add = async (draft: DraftInput) => {
    const row = aRow({
      id: `p${held.size + 1}`,
      name: draft.name || draft.appId,
      appId: draft.appId,
      oaId: null,
      state: 'new',
      generation: 1,
      accessIssuedAt: null,
      accessExpiresAt: null,
      refreshExpiresAt: null,
      hasAccessToken: false,
    });
    held.set(row.id, aPage({ row, send: 'sends', answer: null }));
    return row;
  };
  const listeners = new Set<Listeners>();
  const shell: Ipc = {
    getAppState: async () => view(),
    showWindow: async () => false,
    listProfiles: async () => rows(),
    getRow: async (id) => held.get(id)?.row ?? refusal({ code: 'no_such_profile' }),
    openProfile: async (id) => held.get(id) ?? refusal({ code: 'no_such_profile' }),
    checkDraft: async (draft) => roughCheck(draft),
    addProfile: add,
    editProfile: async (id) => held.get(id)?.row ?? refusal({ code: 'no_such_profile' }),
    refreshToken: async () => anOutcome(),
    revealSecret: async (_id, secret) => `${secret}-${'Kj9x_'.repeat(60)}xBzR`,
    copySecret: async () => null,
    previewExportList: async (ids, format) => ids.map((id) => `${format} ${id} ••••••••••••xBzR`).join('\n'),
    exportList: async (_ids, format) => `~/OA Token 2026-11-22.${format}`,
    saveCalendar: async () => '~/OA Token 2026-11-22.ics',
    saveStates: async () => '~/OA Token 2026-11-22.csv',
    exportTokens: async () => '~/zalo-token.json',
    listHistory: async () => [],
    retryUnlock: async () => view(),
    setUiSettings: async () => null,
    answerClose: async () => null,
    takeNotifications: async () => [],
    getStartsWithComputer: async () => true,
    setStartsWithComputer: async () => null,
    previewExport: async (_id, choice) => roughPreview(choice),
    copyExport: async () => null,
    ...fakeImport({ rows, add, check: roughCheck }),
    deleteProfile: async (id) => {
      const page = held.get(id);
      if (!page) return refusal({ code: 'no_such_profile' });
      deleted.set(id, page);
      held.delete(id);
      return null;
    },
    listTrash: async () =>
      [...deleted.values()].map(({ row }) => ({
        id: row.id,
        name: row.name,
        deletedAt: hours(0),
        goneAt: hours(30 * 24),
      })),
    restoreProfile: async (id) => {
      const page = deleted.get(id);
      if (!page) return refusal({ code: 'no_such_profile' });
      held.set(id, page);
      deleted.delete(id);
      return page.row;
    },
    checkEdit: async (_id, edit) => roughEditCheck(edit),
    startSandbox: async () => {
      const row = aRow({ id: 'practice', name: 'Quán tập', practice: true });
      held.set(row.id, aPage({ row }));
      return row;
    },
    openAttempt: async () => refusal({ code: 'no_such_profile' }),
    copyReport: async () => null,
    copyCurl: async () => null,
    getSettings: async () => ({ proxy: '', accessClipboardSeconds: 120, otherClipboardSeconds: 30 }),
    setSettings: async () => null,
    getAbout: async () => ({ version: '0.1.0', folder: '~/.local/share/vn.oatoken.desktop', licences: '' }),
    openLink: async () => null,
    openFolder: async () => null,
    ...fakeAuthorization({ rows }),
    setAutomatic: async (id, on) => {
      const page = held.get(id);
      if (!page) return refusal({ code: 'no_such_profile' });
      const automatic = { on, at: on ? hours(20.3) : null, words: on ? null : 'auto-off' };
      const row = aRow({ ...page.row, automatic });
      held.set(id, { ...page, row });
      return row;
    },
    ...fakePlaces({ held, changed: (row) => aRow(row) }),
    getPolicy: async () => ({ automatic: true, marginHours: 3, pausedUntil: null }),
    setPolicy: async () => null,
    pauseAutoRefresh: async () => null,
    ...fakeProtection({ view, rows }),
    ...fakeTeam(),
    ...fakeUpdates(),
    listen: async (added) => {
      listeners.add(added);
      return () => listeners.delete(added);
    },
    ...change,
  };
  /** As in the shell, the end of an attempt is an event. */
  const refreshToken: Ipc['refreshToken'] = async (id, confirmed) => {
    try {
      return await shell.refreshToken(id, confirmed);
    } finally {
      listeners.forEach((each) => each.profileChanged(id));
    }
  };
  return { ...shell, refreshToken };
}
