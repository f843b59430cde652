/** Pages of OAs in further states, and a history. */
import type { HistoryLine, ProfilePage } from '../src/ipc';
import { aFailedAnswer, aLine, aPage, aRow, hours } from './fake-ipc';

/** A fortnight of daily refreshes, one of them late. */
export const daily: HistoryLine[] = Array.from({ length: 88 }, (_, back) =>
  aLine({
    at: hours(-1.76 - back * 23 - (back === 5 ? -4 : 0)),
    attempt: `d${back}`,
    generation: 90 - back,
    accessExpiresAt: hours(23.24 - back * 23 - (back === 5 ? -4 : 0)),
  }),
);
export const FACTS = {
  verified: true,
  followers: 1234,
  packageName: 'Tăng trưởng',
  packageUntil: '2027-08-12',
  checkedAt: hours(-1),
};
export const expired = aPage({
  send: 'sends',
  row: aRow({
    id: 'p11',
    name: 'Nhà sách Bến Nghé',
    facts: FACTS,
    state: 'expired',
    accessExpiresAt: hours(-2.1),
    accessIssuedAt: hours(-27.1),
    refreshExpiresAt: hours(64.2 * 24),
  }),
});
export const noPair = aPage({
  send: 'no_refresh_token',
  row: aRow({
    id: 'p12',
    name: 'Tiệm bánh Mộc',
    oaId: null,
    state: 'new',
    accessIssuedAt: null,
    accessExpiresAt: null,
    refreshExpiresAt: null,
    hasAccessToken: false,
    hasRefreshToken: false,
    obtainedAt: hours(-0.2),
  }),
  answer: null,
});
export const notSent = aPage({
  row: aRow({
    id: 'p13',
    name: 'Hải sản Vũng Tàu',
    state: 'not_sent',
    obtainedAt: hours(-20),
    accessExpiresAt: hours(5),
    accessIssuedAt: hours(-20),
  }),
  answer: {
    ...(aFailedAnswer(
      { verdict: 'not_sent', words: 'not-sent-dns', next: 'send_again', zaloCode: null, zaloWords: null },
      hours(-0.1),
    ) ?? {}),
    status: null,
    tookMs: null,
    bytes: null,
    lines: [],
    raw: '',
  } as ProfilePage['answer'],
});

/** Pasted with an access token of unknown life, and automatic refresh is on: it is never quiet. */
export const pasted = aPage({
  row: aRow({
    id: 'p14',
    name: 'Áo dài Huế',
    oaId: null,
    state: 'new',
    accessIssuedAt: null,
    accessExpiresAt: null,
    refreshExpiresAt: null,
    obtainedAt: hours(-0.5),
    automatic: { on: true, at: null, words: 'auto-needs-person' },
  }),
  answer: null,
});

/** Twenty lines over five days: daily refreshes, a lost answer, a dead token, corrections. */
export function aLongDiary(): HistoryLine[] {
  const kinds: Partial<HistoryLine>[] = [
    { words: 'history-saved', by: 'history-by-automatic' },
    { words: 'history-refused', zaloWords: '-14004 · Invalid secret key.' },
    { words: 'history-edited', attempt: null },
    { words: 'history-unknown' },
    { words: 'history-not-sent' },
  ];
  return Array.from({ length: 20 }, (_, place) => {
    const kind = kinds[place % kinds.length];
    const isSaved = kind?.words === 'history-saved';
    return aLine({
      at: hours(-1.75 - place * 5.5),
      attempt: `a${place}`,
      generation: isSaved ? 9 - Math.floor(place / 5) : null,
      accessExpiresAt: isSaved ? hours(23.25 - place * 5.5) : null,
      ...kind,
    });
  });
}
