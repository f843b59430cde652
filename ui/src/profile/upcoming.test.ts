import { describe, expect, it } from 'vitest';
import type { UpcomingExpiryView } from '../ipc';
import { aheadWords, daysAhead } from './upcoming';

const now = new Date('2026-11-23T07:00:00Z');
const ahead = (at: string, why: UpcomingExpiryView['why'] = 'refresh_token_ends'): UpcomingExpiryView => ({
  at,
  why,
  urgent: false,
});

describe('what needs the user later', () => {
  it.each([
    ['2026-12-05T07:00:00Z', 12],
    ['2026-11-30T07:00:01Z', 7],
    ['2026-11-30T07:00:00Z', 7],
    ['2026-11-24T06:59:59Z', 0],
    ['2026-11-01T00:00:00Z', 0],
  ])('%s is %i days ahead', (at, days) => {
    expect(daysAhead(ahead(at), now)).toBe(days);
  });

  it('shows the reason, and on the last day that it is today', () => {
    const t = (words: string, args?: Record<string, unknown>) => `${words} ${String(args?.['count'] ?? '')}`.trim();
    expect(aheadWords(t, ahead('2026-12-05T07:00:00Z'), now)).toBe('page-ahead-refresh-token 12');
    expect(aheadWords(t, ahead('2026-11-23T08:00:00Z', 'package_ends'), now)).toBe('page-ahead-package-today');
  });
});
