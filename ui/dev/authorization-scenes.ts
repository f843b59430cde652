/** Scenes of getting a pair by consent, of checking a token, and of warnings before a token ends. */
import type { AuthorizationEndView, Ipc, UiSettings, ProfilePage } from '../src/ipc';
import { aConsent, BEGUN, CALLBACK, EXPIRED, FACTS, OTHER, UNREACHED } from './fake-authorization';
import { aFailedAnswer, anOutcome, aPage, aRow, fakeIpc, hours, refusal } from './fake-ipc';

type Scene = (uiSettings: UiSettings) => Ipc;

const LONG = 'Trung tâm Ngoại ngữ và Tin học Thanh thiếu niên Thành phố Cần Thơ, cơ sở số 2';
/** The smallest possible picture: a blue square. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNg+M/wHwAEAQH/7yMK/gAAAABJRU5ErkJggg==';

const bare = aPage({
  row: aRow({
    name: 'Shop Thảo My',
    state: 'new',
    generation: 1,
    oaId: null,
    oaName: null,
    accessIssuedAt: null,
    accessExpiresAt: null,
    refreshExpiresAt: null,
    hasAccessToken: false,
    hasRefreshToken: false,
  }),
  send: 'no_refresh_token',
  answer: null,
});
const dead = aPage({
  row: aRow({ name: 'Nha khoa An Bình', state: 'needs_consent', accessExpiresAt: hours(-9.5), obtainedAt: hours(-35) }),
  send: 'dead_token',
  answer: aFailedAnswer({ words: 'dead-used-elsewhere', next: 'get_new_pair' }),
});
const known = aPage({ row: aRow({ facts: FACTS, hasAvatar: true }) });
const soon = aPage({
  row: aRow({
    name: LONG,
    refreshExpiresAt: hours(24 * 5.5),
    ahead: { why: 'refresh_token_ends', at: hours(24 * 5.5), urgent: true },
  }),
});
const packaged = aPage({
  row: aRow({ id: 'p2', name: 'Shop Thảo My', ahead: { why: 'package_ends', at: hours(24 * 12), urgent: false } }),
});

function over(page: ProfilePage, change: Partial<Ipc> = {}): Scene {
  return (uiSettings) => fakeIpc([page], { uiSettings: { ...uiSettings, lastProfile: 'p1' } }, change);
}

const ending = (end: AuthorizationEndView): Partial<Ipc> => ({ finishAuthorization: async () => end });
const refused = (words: string, zaloCode: string, next: 'fix_secret_key' | 'get_new_pair'): AuthorizationEndView => ({
  kind: 'ended',
  outcome: anOutcome({ verdict: 'rejected', words, next, zaloCode, zaloWords: 'Invalid.' }),
});

export const authorizationScenes: Record<string, Scene> = {
  bare: over(bare),
  'consent-none': over(dead, { getAuthorization: async () => aConsent() }),
  'consent-bad-callback': over(dead, {
    beginAuthorization: () => refusal({ code: 'invalid_callback', words: 'callback-not-address' }),
  }),
  'consent-begun': over(dead, { getAuthorization: async () => BEGUN }),
  'consent-listening': over(dead, { getAuthorization: async () => ({ ...BEGUN, listening: true }) }),
  'consent-over': over(dead, { getAuthorization: async () => ({ ...BEGUN, endsAt: hours(-0.01) }) }),
  'consent-zalo': over(dead, {
    getAuthorization: async () => BEGUN,
    ...ending({ kind: 'bad_address', words: 'consent-address-still-at-zalo' }),
  }),
  'consent-other': over(dead, {
    getAuthorization: async () => BEGUN,
    ...ending({ kind: 'other_oa', known: 'Nha khoa An Bình', found: '3820145567190284417' }),
  }),
  'consent-secret': over(dead, {
    getAuthorization: async () => BEGUN,
    ...ending(refused('refused-secret-key', '-14004', 'fix_secret_key')),
  }),
  'consent-code': over(dead, {
    getAuthorization: async () => BEGUN,
    ...ending(refused('refused-code', '-14005', 'get_new_pair')),
  }),
  'consent-lost': over(dead, {
    getAuthorization: async () => BEGUN,
    ...ending({
      kind: 'ended',
      outcome: anOutcome({
        verdict: 'unknown',
        words: 'consent-unclear',
        next: 'get_new_pair',
        zaloCode: null,
        zaloWords: null,
      }),
    }),
  }),
  'pair-other': over(dead, {
    editProfile: () => refusal({ code: 'other_oa', known: 'Nha khoa An Bình', found: LONG }),
  }),
  checked: over(known, { getAvatar: async () => PICTURE }),
  'check-expired': over(aPage(), { checkToken: async () => EXPIRED }),
  'check-other': over(aPage(), { checkToken: async () => OTHER }),
  'check-unreached': over(aPage(), { checkToken: async () => UNREACHED }),
  soon: over(soon),
  'soon-overview': (uiSettings) => fakeIpc([soon, packaged, aPage({ row: aRow({ id: 'p3' }) })], { uiSettings }),
};

const link = 'press=next-step&press=road-link';
const address = `&type=consent-address:${encodeURIComponent(`${CALLBACK}?code=FAKE`)}`;
const handed = (scene: string) => `scene=${scene}&${link}${address}&then=consent-finish`;

export const authorizationJourneys: Record<string, string> = {
  'no-pair': 'scene=bare',
  'first-pair': 'scene=bare&press=get-pair',
  'consent-fresh': `scene=consent-none&${link}`,
  'consent-callback-wrong': `scene=consent-bad-callback&${link}&then=consent-open`,
  'consent-open': `scene=consent-begun&${link}`,
  'consent-waits': `scene=consent-listening&${link}`,
  'consent-ended': `scene=consent-over&${link}`,
  'consent-still-at-zalo': handed('consent-zalo'),
  'consent-other-oa': handed('consent-other'),
  'consent-wrong-secret': handed('consent-secret'),
  'consent-spent-code': handed('consent-code'),
  'consent-unclear': handed('consent-lost'),
  'pair-other-oa': 'scene=pair-other&press=next-step&type=revive-refresh-token:FAKE_R&then=revive-save',
  'check-works': 'scene=checked&press=more&press=check-token',
  'check-no': 'scene=check-expired&press=more&press=check-token',
  'check-other-oa': 'scene=check-other&press=more&press=check-token',
  'check-offline': 'scene=check-unreached&press=more&press=check-token',
  ahead: 'scene=soon',
  'ahead-overview': 'scene=soon-overview&press=nav-overview',
};
