/** A fake consent, fake answers of Zalo to a token check, and the scenes that show them. */
import type { CheckView, AuthorizationView, Ipc, OaFactsView, ProfileRow } from '../src/ipc';
import { hours } from './fake-base';

export const CALLBACK = 'https://shopthaomy.vn/zalo/callback';

export const FACTS: OaFactsView = {
  verified: true,
  followers: 1234,
  packageName: 'Tăng trưởng',
  packageUntil: '2027-08-12',
  checkedAt: hours(0),
};

export function aConsent(change: Partial<AuthorizationView> = {}): AuthorizationView {
  return { callback: '', pkce: true, link: null, listening: false, warnings: [], endsAt: null, qr: null, ...change };
}

/** Something that looks like a QR code. */
function squares(size: number): string {
  const corner = (x: number, y: number) => `M${x} ${y}h7v1h-7zm0 6h7v1h-7zm0-5h1v5h-1zm6 0h1v5h-1zm-4 1h3v3h-3z`;
  const inner = Array.from({ length: size * size }, (_, at) => ({ x: at % size, y: Math.floor(at / size) }));
  const dots = inner.filter(({ x, y }) => (x * 7 + y * 13 + x * y) % 3 === 0 && x > 7 && y > 7);
  return [corner(0, 0), corner(size - 7, 0), corner(0, size - 7), ...dots.map(({ x, y }) => `M${x} ${y}h1v1h-1z`)].join(
    '',
  );
}

export const BEGUN = aConsent({
  callback: CALLBACK,
  link: 'https://oauth.zaloapp.com/v4/oa/permission?app_id=1234567890123456789',
  endsAt: hours(9.4 / 60),
  qr: { size: 25, path: squares(25) },
});

export function aCheck(change: Partial<CheckView> = {}): CheckView {
  return {
    verdict: 'works',
    words: 'check-works',
    oaId: '2491302944280861639',
    oaName: 'Cà phê Hà Nội',
    facts: FACTS,
    known: null,
    next: 'none',
    zaloCode: null,
    zaloWords: null,
    ...change,
  };
}

/** An OA of which nothing is known. */
const UNKNOWN = { oaId: null, oaName: null, facts: null };

export const EXPIRED = aCheck({
  ...UNKNOWN,
  verdict: 'no',
  words: 'check-expired',
  next: 'send_again',
  zaloCode: '-220',
  zaloWords: 'access_token is expired or removed',
});

export const OTHER = aCheck({
  verdict: 'other_oa',
  words: 'check-other-oa',
  oaName: 'Trung tâm Ngoại ngữ và Tin học Thanh thiếu niên Thành phố Cần Thơ, cơ sở số 2',
  known: 'Cà phê Hà Nội',
  next: 'get_new_pair',
});

export const UNREACHED = aCheck({ ...UNKNOWN, verdict: 'not_sent', words: 'check-not-sent' });

export function fakeAuthorization(shell: {
  rows: () => ProfileRow[];
}): Pick<
  Ipc,
  | 'getAuthorization'
  | 'beginAuthorization'
  | 'openAuthorization'
  | 'copyAuthorizationLink'
  | 'openCallbackSettings'
  | 'finishAuthorization'
  | 'cancelAuthorization'
  | 'checkToken'
  | 'checkPasted'
  | 'getAvatar'
> {
  return {
    getAuthorization: async () => aConsent({ callback: CALLBACK }),
    beginAuthorization: async (_id, callback, pkce) => ({ ...BEGUN, callback, pkce }),
    openAuthorization: async () => null,
    copyAuthorizationLink: async () => null,
    openCallbackSettings: async () => null,
    finishAuthorization: async () => ({ kind: 'bad_address', words: 'consent-address-no-code' }),
    cancelAuthorization: async () => null,
    checkToken: async (id) => aCheck({ oaName: shell.rows().find((row) => row.id === id)?.name ?? null }),
    checkPasted: async () => aCheck(),
    getAvatar: async () => null,
  };
}
