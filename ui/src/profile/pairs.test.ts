import { expect, it } from 'vitest';
import { translator } from '../i18n/fluent';
import type { GenerationRow } from '../ipc';
import { aPair } from '../../dev/fake-bundles';
import { hours, NOW } from '../../dev/fake-ipc';
import { pairLine, secretsOf } from './pairs';

const t = translator('vi', true);
const REFRESHED = 'Zalo trả về khi làm mới · lưu lúc 18:28 hôm nay';

it.each<[Partial<GenerationRow>, string]>([
  [{}, `${REFRESHED} · access token dùng được đến 19:28 ngày mai`],
  [{ current: false }, `${REFRESHED} · access token có hạn đến 19:28 ngày mai`],
  [{ accessExpiresAt: hours(-1) }, `${REFRESHED} · access token có hạn đến 19:14 hôm nay`],
  [{ accessExpiresAt: null }, `${REFRESHED} · chưa rõ hạn của access token`],
  [{ accessShown: null }, REFRESHED],
  [
    { imported: true, obtainedAt: hours(-900), accessShown: null },
    'Dán vào hoặc nhập từ tệp · lưu lúc 08:14 16/10/2026',
  ],
])('%o', (change, line) => {
  expect(pairLine(t, aPair(change), NOW)).toBe(line);
});

it('a missing token of a pair cannot be revealed', () => {
  expect(secretsOf(aPair({ refreshShown: null })).map((each) => each.tail)).toEqual(['xBzR', null]);
});
