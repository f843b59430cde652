import { describe, expect, it } from 'vitest';
import type { UpcomingExpiryView } from '../ipc';
import { aheadWords, daysAhead, isUrgent } from './upcoming';

const now = new Date('2026-11-23T07:00:00Z');
const ahead = (at: string, why: UpcomingExpiryView['why'] = 'refresh_token_ends'): UpcomingExpiryView => ({ at, why });

describe('what needs the user later', () => {
  it.each([
    ['2026-12-05T07:00:00Z', 12, false],
    ['2026-11-30T07:00:01Z', 7, false],
    ['2026-11-30T07:00:00Z', 7, true],
    ['2026-11-24T06:59:59Z', 0, true],
    ['2026-11-01T00:00:00Z', 0, true],
  ])('%s is %i days ahead, urgent: %s', (at, days, urgent) => {
    expect(daysAhead(ahead(at), now)).toBe(days);
    expect(isUrgent(ahead(at), now)).toBe(urgent);
  });

  it('shows the reason, and on the last day that it is today', () => {
    const t = (words: string, args?: Record<string, unknown>) => `${words} ${String(args?.['count'] ?? '')}`.trim();
    expect(aheadWords(t, ahead('2026-12-05T07:00:00Z'), now)).toBe('page-ahead-refresh-token 12');
    expect(aheadWords(t, ahead('2026-11-23T08:00:00Z', 'package_ends'), now)).toBe('page-ahead-package-today');
    expect(isUrgent(null, now)).toBe(false);
  });
});
