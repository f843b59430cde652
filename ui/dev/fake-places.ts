/** The places of the fake OAs, and the commands about them. */
import { CommandFailure } from '../src/ipc';
import type { DeliveryLine, Ipc, PlaceView, ProfilePage, ProfileRow, UiSettings } from '../src/ipc';
import { hours, refusal } from './fake-base';

const NOTHING = { fault: null, next: null, status: null, failingSince: null, nextAt: null };

/** Makes a place: a receiver that is up to date, changed by what is given. */
export function aPlace(change: Partial<PlaceView> = {}): PlaceView {
  return {
    id: 'd1',
    name: 'n8n',
    kind: 'webhook',
    shown: 'n8n.caphehanoi.vn …oken',
    preset: 'n8n',
    format: null,
    withToken: true,
    withStates: false,
    reminds: false,
    copiedAs: null,
    withRefreshToken: false,
    privateNetwork: false,
    enabled: true,
    state: 'up_to_date',
    words: 'place-state-up-to-date',
    tone: 'ok',
    deliveredAt: hours(-1.76),
    createdAt: hours(-20 * 24),
    ...NOTHING,
    ...change,
  };
}

export const aFile = (change: Partial<PlaceView> = {}): PlaceView =>
  aPlace({
    id: 'd2',
    name: 'zalo.env',
    kind: 'file',
    shown: '~/caphehanoi.vn/zalo.env',
    preset: null,
    format: 'env',
    ...change,
  });

export const byHand = (change: Partial<PlaceView> = {}): PlaceView =>
  aPlace({
    id: 'd3',
    name: 'Phần mềm bán hàng',
    kind: 'by_hand',
    shown: 'Phần mềm bán hàng',
    preset: null,
    copiedAs: 'access_token',
    ...change,
  });

export const TO_PASTE: Partial<PlaceView> = {
  state: 'to_paste',
  words: 'place-state-to-paste',
  tone: 'warn',
  deliveredAt: hours(-25),
};

export const ENDED: Partial<PlaceView> = {
  state: 'ended',
  words: 'place-state-ended',
  tone: 'bad',
  fault: 'place-rejected',
  next: 'place-next-missing',
  status: 404,
  deliveredAt: hours(-26.7),
  failingSince: hours(-1.76),
  nextAt: hours(0.8),
};

export const BROKEN_FILE: Partial<PlaceView> = {
  state: 'failing',
  words: 'place-state-failing',
  tone: 'warn',
  fault: 'outlet-cannot-write',
  next: 'place-next-file',
  deliveredAt: null,
  failingSince: hours(-1.7),
  nextAt: hours(0.01),
};

function aLine(at: number, change: Partial<DeliveryLine> = {}): DeliveryLine {
  return { at: hours(at), words: 'place-sent-token', attempt: 1, fault: null, status: 200, tookMs: 195, ...change };
}

const DAILY = [
  aLine(-1.76, { tookMs: 210 }),
  aLine(-26.76, { tookMs: 188 }),
  aLine(-51.76, { attempt: 2, tookMs: 3_200 }),
  aLine(-76.76),
  aLine(-101.76, { tookMs: 201 }),
  aLine(-20 * 24, { words: 'place-sent-test', tookMs: 240 }),
  aLine(-20.1 * 24, { words: 'place-sent-test', fault: 'place-not-reached', status: null }),
];
const FAILED = [4, 3, 2, 1].map((attempt) =>
  aLine(-1.76 + (attempt - 1) * 0.2, { attempt, fault: 'place-rejected', status: 404 }),
);

/** What the commands need of the fake shell. */
interface Lent {
  held: Map<string, ProfilePage>;
  changed: (row: ProfileRow) => ProfileRow;
}

export function fakePlaces({ held, changed }: Lent) {
  const page = (id: string) => {
    const known = held.get(id);
    if (!known) throw new CommandFailure({ code: 'no_such_profile' });
    return known;
  };
  const put = (id: string, places: PlaceView[]) => {
    const known = page(id);
    const row = changed({ ...known.row, places });
    held.set(id, { ...known, row });
    return row;
  };
  const add = (id: string, place: PlaceView) => {
    const { places } = page(id).row;
    const added = { ...place, id: `n${places.length}` };
    return { id: added.id, row: put(id, [...places, added]) };
  };
  const change = (id: string, place: string, what: Partial<PlaceView>) =>
    put(
      id,
      page(id).row.places.map((each) => (each.id === place ? { ...each, ...what } : each)),
    );
  const ok: Partial<PlaceView> = { ...NOTHING, state: 'up_to_date', words: 'place-state-up-to-date', tone: 'ok' };
  const now = { ...ok, deliveredAt: hours(0) };
  const named = (name: string) => {
    if (name.trim() === '') throw new CommandFailure({ code: 'invalid_place', words: 'place-name-invalid' });
    return name;
  };
  const commands = {
    choosePlaceFile: async () => '~/caphehanoi.vn/zalo.env',
    chooseDestination: async (id) => add(id, aFile(now)).row,
    addFilePlace: async (id) => add(id, aFile(now)),
    addWebhookPlace: async (id, { name, address, preset, withToken, withStates, privateNetwork }) => {
      if (!address.startsWith('https://'))
        return refusal({ code: 'invalid_place', words: 'place-address-not-encrypted' });
      const shown = `${new URL(address).host} …${address.slice(-4)}`;
      return add(id, aPlace({ ...now, name: name || shown, shown, preset, withToken, withStates, privateNetwork }));
    },
    addNotePlace: async (id, name, reminds, copiedAs) =>
      add(id, byHand({ ...TO_PASTE, name: named(name), reminds, copiedAs, deliveredAt: null })),
    editPlace: async (id, place, edit) =>
      change(id, place, { ...(edit.name === null ? {} : { name: edit.name }), ...now }),
    changePlaceFile: async (id, place) => change(id, place, { shown: '~/other/zalo.env', ...now }),
    setPlaceEnabled: async (id, place, enabled) =>
      change(
        id,
        place,
        enabled ? { enabled, ...now } : { enabled, state: 'off', words: 'place-state-off', tone: 'off' },
      ),
    changePlaceSecret: async (id) => page(id).row,
    copyForPlace: async () => null,
    copyPlaceSecret: async () => null,
    forgetPlaceSecret: async () => null,
    revealPlaceSecret: async () => 'whsec_FAKEC2FVsBQIhrscChlQIMVb5sSYspob7oDFAKE00',
    markPlacePasted: async (id, place) => change(id, place, now),
    testPlace: async (id, place) => {
      const of = page(id).row.places.find((each) => each.id === place);
      if (of?.fault) return { row: page(id).row, fault: of.fault, next: of.next, status: of.status };
      return { row: change(id, place, now), fault: null, next: null, status: 204 };
    },
    removePlace: async (id, place) =>
      put(
        id,
        page(id).row.places.filter((each) => each.id !== place),
      ),
    listDeliveries: async (id, place) =>
      page(id).row.places.find((each) => each.id === place)?.fault ? [...FAILED, ...DAILY] : DAILY,
    getReceiver: async (preset) =>
      preset === 'make'
        ? null
        : { file: `${preset}.js`, text: "const crypto = require('crypto');\nconst KEY = '…';\n// …\n".repeat(12) },
    copyReceiver: async () => null,
  } satisfies Partial<Ipc>;
  return commands;
}

const three = [aFile(), aPlace({ id: 'd4', name: 'Google Sheets', preset: 'apps_script' }), aPlace()];
const LONG = 'Website đặt bàn và phần mềm chăm sóc khách hàng của chi nhánh Nguyễn Thị Minh Khai, Quận 3';
const broken = [aPlace(ENDED), aFile({ ...BROKEN_FILE, name: LONG }), byHand(TO_PASTE)];

/** Takes a function that shows an OA with these places. */
export function placeScenes(shown: (places: PlaceView[]) => (uiSettings: UiSettings) => Ipc) {
  return {
    places: shown([...three, byHand()]),
    'places-broken': shown(broken),
    'places-none': shown([]),
    'places-many': shown(Array.from({ length: 12 }, (_, at) => aPlace({ id: `m${at}`, name: `${LONG} ${at}` }))),
  };
}

const form = 'scene=places&press=place-add';
export const placeJourneys: Record<string, string> = {
  'place-add': `${form}&press=place-choose`,
  'place-add-webhook': `${form}&press=place-kind-webhook&type=place-address:https://n8n.caphehanoi.vn/webhook/zalo-token`,
  'place-add-sheets': `${form}&press=place-kind-sheet`,
  'place-add-hand': `${form}&press=place-kind-by_hand&type=place-name:Haravan`,
  'place-code': `${form}&press=place-kind-webhook&press=place-code`,
  'place-secret': `${form}&press=place-kind-webhook&type=place-address:https://n8n.caphehanoi.vn/webhook/zalo-token&press=place-save`,
  place: 'scene=places&press=place',
  'place-failing': 'scene=places-broken&press=place',
  'place-edit': 'scene=places-broken&press=place&press=place-settings-edit',
  'places-confirm': 'scene=places-broken&press=send',
  'places-saved': 'scene=places-broken&press=send&press=confirm-send',
};
