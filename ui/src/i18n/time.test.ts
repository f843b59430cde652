import { describe, expect, it } from 'vitest';
import { translator } from './fluent';
import { DAY, diaryTime, HOUR, MINUTE, moment, SECOND, span, untilNextTick } from './time';

const vi = translator('vi', true);
const en = translator('en', true);
const at = (text: string) => new Date(`${text}+07:00`);
const now = at('2026-11-22T20:14:30');

describe('span', () => {
  it.each([
    [90 * DAY - 1, '89 ngày', '89 days'],
    [2 * DAY, '2 ngày', '2 days'],
    [2 * DAY - 1, '47 giờ 59 phút', '47 h 59 min'],
    [25 * HOUR, '25 giờ 00 phút', '25 h 00 min'],
    [23 * HOUR + 14 * MINUTE + 59 * SECOND, '23 giờ 14 phút', '23 h 14 min'],
    [11 * HOUR + 2 * MINUTE, '11 giờ 02 phút', '11 h 02 min'],
    [HOUR, '1 giờ 00 phút', '1 h 00 min'],
    [HOUR - 1, '59 phút', '59 min'],
    [2 * MINUTE, '2 phút', '2 min'],
    [2 * MINUTE - 1, '1 phút 59 giây', '1 min 59 s'],
    [MINUTE + 5 * SECOND, '1 phút 05 giây', '1 min 05 s'],
    [59 * SECOND + 999, '59 giây', '59 s'],
    [0, '0 giây', '0 s'],
    [-HOUR, '0 giây', '0 s'],
  ])('%i ms is shown as "%s" and "%s"', (left, inVietnamese, inEnglish) => {
    expect([span(vi, left), span(en, left)]).toEqual([inVietnamese, inEnglish]);
  });
});

describe('moment', () => {
  it.each([
    ['2026-11-22T00:00:00', '00:00 hôm nay', '00:00 today'],
    ['2026-11-22T23:59:59', '23:59 hôm nay', '23:59 today'],
    ['2026-11-23T21:14:05', '21:14 ngày mai', '21:14 tomorrow'],
    ['2026-11-21T07:40:00', '07:40 hôm qua', '07:40 yesterday'],
    ['2026-11-25T09:05:00', '09:05 25/11/2026', '09:05 25/11/2026'],
    ['2027-02-20T20:14:00', '20/02/2027', '20/02/2027'],
    ['2026-09-01T08:00:00', '01/09/2026', '01/09/2026'],
  ])('%s is "%s" and "%s"', (then, inVietnamese, inEnglish) => {
    expect([moment(vi, at(then), now), moment(en, at(then), now)]).toEqual([inVietnamese, inEnglish]);
  });

  it('counts days by midnights, not by hours', () => {
    expect(moment(vi, at('2026-11-23T00:01:00'), at('2026-11-22T23:59:00'))).toBe('00:01 ngày mai');
  });
});

describe('diaryTime', () => {
  it.each([
    ['2026-11-22T07:40:00', 'Hôm nay, 07:40', 'Today, 07:40'],
    ['2026-11-21T09:40:00', 'Hôm qua, 09:40', 'Yesterday, 09:40'],
    ['2026-11-19T09:40:00', 'Thứ Năm, 09:40', 'Thursday, 09:40'],
    ['2026-11-16T09:40:00', 'Thứ Hai, 09:40', 'Monday, 09:40'],
    ['2026-11-15T09:40:00', '15/11/2026, 09:40', '15/11/2026, 09:40'],
    ['2026-11-24T09:40:00', '24/11/2026, 09:40', '24/11/2026, 09:40'],
  ])('%s is "%s" and "%s"', (then, inVietnamese, inEnglish) => {
    expect([diaryTime(vi, at(then), now), diaryTime(en, at(then), now)]).toEqual([inVietnamese, inEnglish]);
  });
});

describe('untilNextTick', () => {
  const t0 = now.getTime();
  it.each([
    ['nothing to count down', [], MINUTE],
    ['an end long past', [t0 - HOUR], MINUTE],
    ['a far end turns at its full minute', [t0 + HOUR + 20 * SECOND], 20 * SECOND + 1],
    ['the nearest turn counts', [t0 + HOUR + 50 * SECOND, t0 + DAY + 10 * SECOND], 10 * SECOND + 1],
    ['in the last two minutes each second', [t0 + 90 * SECOND], SECOND],
  ])('%s', (_, ends, wanted) => {
    expect(untilNextTick(t0, ends)).toBe(wanted);
  });
});
