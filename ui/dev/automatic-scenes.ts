/** Scenes of automatic refresh and of the file written after each refresh, in every state. */
import type { Ipc, UiSettings, ProfileRow } from '../src/ipc';
import { aPage, aRow, fakeIpc, hours } from './fake-ipc';
import { aFile, BROKEN_FILE } from './fake-places';

const NAME = 'Trung tâm Ngoại ngữ và Tin học Thanh thiếu niên Thành phố Cần Thơ, cơ sở số 2';
const FILE = '~/Tài liệu/Cửa hàng/Đồng bộ/kho hàng và đơn hàng/cấu hình/zalo-oa-token.json';

const on = (at: string | null, words: string | null = null) => ({ on: true, at, words });
const of = (...rows: Partial<ProfileRow>[]) =>
  rows.map((row, place) => aPage({ row: aRow({ id: `p${place}`, ...row }) }));

const written = {
  automatic: on(hours(20.3)),
  places: [aFile({ name: 'token.json' })],
};
const failing = {
  name: NAME,
  automatic: on(hours(0.7), 'page-auto-paused'),
  places: [aFile({ ...BROKEN_FILE, name: FILE })],
};
const needing = { automatic: on(null, 'auto-needs-person'), places: [aFile({ name: FILE })] };
const held = { name: 'Shop Thảo My', automatic: on(null, 'auto-clock-wrong'), accessExpiresAt: hours(2) };
const soon = { name: 'Shop Thảo My', automatic: on(null, 'auto-now'), accessExpiresAt: hours(2) };

const shown = (...rows: Partial<ProfileRow>[]) => {
  return (uiSettings: UiSettings): Ipc => fakeIpc(of(...rows), { uiSettings: { ...uiSettings, lastProfile: 'p0' } });
};

export const automaticScenes = {
  automatic: shown(written),
  'automatic-failing': shown(failing),
  'automatic-needing': shown(needing),
  'automatic-clock-wrong': shown(held, written),
  'automatic-overview': shown(written, soon, { name: 'Gốm Bát Tràng', accessExpiresAt: hours(11) }),
};

export const automaticJourneys = {
  'automatic-ask': 'scene=expiring&press=automatic-switch',
  'automatic-overview': 'scene=automatic-overview&press=nav-overview',
  'automatic-clock-wrong-overview': 'scene=automatic-clock-wrong&press=nav-overview',
  'settings-clock': 'scene=main&press=settings&press=settings-clock',
};
