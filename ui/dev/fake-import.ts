/** A fake import: recognises texts with FAKE_ tokens, and keeps the recognised values as the shell does. */
import {
  CommandFailure,
  type ColumnView,
  type DraftCheck,
  type DraftInput,
  type ImportDraft,
  type ImportEdit,
  type ImportPreview,
  type ImportSaved,
  type Ipc,
  type ProfileRow,
} from '../src/ipc';

type Values = Record<keyof ImportEdit, string>;
type ImportCommands = Pick<
  Ipc,
  | 'readImport'
  | 'chooseImport'
  | 'readDropped'
  | 'beginImport'
  | 'checkImport'
  | 'pickImport'
  | 'readColumns'
  | 'saveImport'
  | 'dropImport'
>;

/** What the rest of the fake shell provides. */
export interface Lent {
  rows(): ProfileRow[];
  add(draft: DraftInput): Promise<ProfileRow>;
  check(draft: DraftInput): DraftCheck;
}

const KEYS: [keyof ImportEdit, string][] = [
  ['name', 'name'],
  ['appId', 'app_id'],
  ['secretKey', 'secret_key'],
  ['refreshToken', 'refresh_token'],
  ['accessToken', 'access_token'],
];

/** Returns one OA for each `name=`, or one for the whole text. */
function recognise(text: string): Values[] {
  const parts = text.split(/(?=\bname["']?\s*[:=])/u).filter((part) => part.includes('FAKE_'));
  const found = parts.map((part) => {
    const valueOf = (key: string) =>
      new RegExp(`\\b${key}["']?\\s*[:=]\\s*["']?([^"'\\n,}&]+)`, 'u').exec(part)?.[1]?.trim() ?? '';
    return Object.fromEntries(KEYS.map(([to, from]) => [to, valueOf(from)])) as Values;
  });
  return found.filter((values) => Object.values(values).some((value) => value !== ''));
}

/** Returns the values of a text that is one value alone, as the core tells them apart. */
function alone(text: string): Values[] {
  const value = text.trim();
  if (/\s/u.test(value)) return [];
  const key = /^\d+$/u.test(value)
    ? 'appId'
    : value.length < 16
      ? null
      : value.length < 80
        ? 'secretKey'
        : 'refreshToken';
  return key ? [{ ...NOTHING, [key]: value }] : [];
}

const NOTHING: Values = { name: '', appId: '', secretKey: '', refreshToken: '', accessToken: '' };

/** The names of the sheet's OAs tell their groups. */
const groupOf = (name: string) => (/^Áo/u.test(name) ? 'Bán lẻ' : /^(?:Bánh|Cơm|Gà)/u.test(name) ? 'Nhà hàng' : null);

/** The columns of a sheet of several OAs. */
function columnsOf(held: readonly Values[]): ColumnView[] {
  if (held.length < 4) return [];
  return [
    { title: 'Tên OA', shown: held[0]?.name ?? null, meaning: 'name' },
    { title: 'app_id', shown: held[0]?.appId ?? null, meaning: 'app_id' },
    { title: 'secret_key', shown: '••••1000', meaning: 'secret_key' },
    { title: 'refresh_token', shown: '••••1000', meaning: 'refresh_token' },
    { title: 'Nhóm', shown: 'Bán lẻ', meaning: 'group' },
    { title: 'Ghi chú', shown: null, meaning: 'nothing' },
  ];
}

function corrected(values: Values, edit: ImportEdit): Values {
  return Object.fromEntries(KEYS.map(([key]) => [key, edit[key] ?? values[key]])) as Values;
}

const tail = (value: string) => (value === '' ? null : value.slice(-4));

export function fakeImport(lent: Lent, text = '', files = ['zalo-shop.postman_environment.json']): ImportCommands {
  let held: Values[] = [];
  const sameName = (name: string) => lent.rows().find((row) => name !== '' && row.name === name)?.id ?? null;
  const checked = (values: Values): DraftCheck => {
    const check = lent.check(values);
    if (held.length > 1000) return check;
    const twin = held.find((other) => other.refreshToken !== '' && other.refreshToken === values.refreshToken);
    if (!twin || twin.name === values.name) return check;
    const count = String(held.indexOf(twin) + 2);
    const finding = {
      field: 'refresh_token',
      words: 'import-token-twice',
      blocking: true,
      count,
      other: twin.name,
    } as const;
    return { ...check, findings: [...check.findings, finding], savable: false, sendable: false };
  };
  const show = (values: Values, place = 0): ImportDraft => ({
    file: null,
    line: values === NOTHING ? null : String(place + 2),
    name: values.name,
    appId: values.appId,
    secretKey: tail(values.secretKey),
    refreshToken: tail(values.refreshToken),
    accessToken: tail(values.accessToken),
    check: checked(values),
    sameName: sameName(values.name),
    choices: [],
    namesOnly: null,
    group: groupOf(values.name),
  });
  const read = async (given: string, from: string[], fill: boolean): Promise<ImportPreview> => {
    const known = recognise(given);
    const found = known.length === 0 && fill ? alone(given) : known;
    const why = { code: 'unreadable_import', words: 'import-nothing-known', line: null, key: null } as const;
    if (found.length === 0) throw new CommandFailure(why);
    const [only] = found;
    const [before] = held;
    const adds = fill && only && found.length === 1 && before && held.length === 1;
    const given1 = only && Object.fromEntries(Object.entries(only).filter(([, value]) => value !== ''));
    held = adds ? [{ ...before, ...given1 }] : found;
    return { files: from, drafts: held.map(show), leftOut: [], columns: columnsOf(held), refresher: null };
  };
  const save = async (values: Values, replace: boolean): Promise<ImportSaved> => {
    const same = lent.rows().find((row) => row.id === sameName(values.name));
    if (same && !replace) return { name: values.name, row: null, failure: { code: 'name_taken' } };
    return { name: values.name, row: same ?? (await lent.add(values)), failure: null };
  };
  return {
    readImport: (given, fill) => read(given, [], fill),
    chooseImport: (fill) => (text === '' ? Promise.resolve(null) : read(text, files, fill)),
    readDropped: (fill) => read(text, files, fill),
    beginImport: async () => {
      if (held.length !== 1) held = [NOTHING];
      return show(held[0] ?? NOTHING);
    },
    checkImport: async (edits) =>
      edits.flatMap(({ draft, edit }) => (held[draft] ? [show(corrected(held[draft], edit), draft)] : [])),
    pickImport: async ({ draft, edit }) => show(corrected(held[draft] ?? NOTHING, edit), draft),
    readColumns: async (meanings) => ({
      files,
      drafts: held.map(show),
      leftOut: [],
      columns: columnsOf(held).map((column, at) => ({ ...column, meaning: meanings[at] ?? column.meaning })),
      refresher: null,
    }),
    saveImport: async (choices) => {
      const saved: ImportSaved[] = [];
      for (const [place, { take, edit, replace }] of choices.entries()) {
        const values = held[place];
        if (take && values) saved.push(await save(corrected(values, edit), replace));
      }
      return saved;
    },
    dropImport: async () => {
      held = [];
      return null;
    },
  };
}

/** One valid OA, as a JSON or a cURL command might contain it. */
export const ONE_TEXT =
  'secret_key=FAKE_secret_key_wT3k\nrefresh_token=FAKE_refresh_token_MRTe\napp_id=1234567890123456789';

/** A valid OA, one without secret key and app id, and one whose name is in use. */
export const THREE_TEXT = [
  'name=Shop Thảo My chi nhánh 2\nsecret_key=FAKE_secret_key_aaaa\nrefresh_token=FAKE_refresh_token_bbbb\naccess_token=FAKE_access_token_cccc\napp_id=123456789012345',
  'name=Trường Hoa Sen\nrefresh_token=FAKE_refresh_token_dddd',
  'name=Cà phê Hà Nội\nsecret_key=FAKE_secret_key_eeee\nrefresh_token=FAKE_refresh_token_ffff\napp_id=1234567890123456789',
].join('\n');

/** A spreadsheet of OAs: the third lacks its secret key, the sixth its app id. */
export function aSheet(count: number): string {
  const names = ['Áo dài Lan Hương', 'Bánh mì Phượng', 'Chè Bưởi Sông Hương', 'Cơm tấm Ba Ghiền', 'Gà rán Phố Núi'];
  return Array.from({ length: count }, (_, place) => {
    const name = `${names[place % names.length]} ${place < names.length ? '' : place}`.trim();
    const secret = place === 2 ? '' : `FAKE_secret_key_${1000 + place}`;
    const appId = place === 5 ? '' : String(4_641_603_982_383_516 + place);
    return `name=${name}\nsecret_key=${secret}\nrefresh_token=FAKE_refresh_token_${1000 + place}\napp_id=${appId}`;
  }).join('\n');
}

/** One recognised OA without problems. */
export function aDraft(change: Partial<ImportDraft> = {}): ImportDraft {
  return {
    file: null,
    line: '1',
    name: 'Shop',
    appId: '123',
    secretKey: 'aaaa',
    refreshToken: 'bbbb',
    accessToken: null,
    check: { findings: [], fine: ['secret_key', 'app_id'], savable: true, sendable: true },
    sameName: null,
    choices: [],
    namesOnly: null,
    group: null,
    ...change,
  };
}
