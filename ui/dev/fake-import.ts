/** A fake import: recognises texts with FAKE_ tokens, and keeps the recognised values as the shell does. */
import {
  CommandFailure,
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
  'readImport' | 'chooseImport' | 'readDropped' | 'checkImport' | 'pickImport' | 'saveImport' | 'dropImport'
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
  return parts.map((part) => {
    const valueOf = (key: string) =>
      new RegExp(`\\b${key}["']?\\s*[:=]\\s*["']?([^"'\\n,}&]+)`, 'u').exec(part)?.[1]?.trim() ?? '';
    return Object.fromEntries(KEYS.map(([to, from]) => [to, valueOf(from)])) as Values;
  });
}

function corrected(values: Values, edit: ImportEdit): Values {
  return Object.fromEntries(KEYS.map(([key]) => [key, edit[key] ?? values[key]])) as Values;
}

const tail = (value: string) => (value === '' ? null : value.slice(-4));

export function fakeImport(lent: Lent, text = ''): ImportCommands {
  let held: Values[] = [];
  const sameName = (name: string) => lent.rows().find((row) => name !== '' && row.name === name)?.id ?? null;
  const show = (values: Values): ImportDraft => ({
    name: values.name,
    appId: values.appId,
    secretKey: tail(values.secretKey),
    refreshToken: tail(values.refreshToken),
    accessToken: tail(values.accessToken),
    check: lent.check(values),
    sameName: sameName(values.name),
    choices: [],
    namesOnly: null,
  });
  const read = async (given: string, file: string | null): Promise<ImportPreview> => {
    const found = recognise(given);
    const why = { code: 'unreadable_import', words: 'import-nothing-known', line: null, key: null } as const;
    if (found.length === 0) throw new CommandFailure(why);
    held = found;
    return { file, drafts: held.map(show), leftOut: [], refresher: null };
  };
  const save = async (values: Values, replace: boolean): Promise<ImportSaved> => {
    const same = lent.rows().find((row) => row.id === sameName(values.name));
    if (same && !replace) return { name: values.name, row: null, failure: { code: 'name_taken' } };
    return { name: values.name, row: same ?? (await lent.add(values)), failure: null };
  };
  return {
    readImport: (given) => read(given, null),
    chooseImport: () => (text === '' ? Promise.resolve(null) : read(text, 'zalo-shop.postman_environment.json')),
    readDropped: () => read(text, 'zalo-shop.postman_environment.json'),
    checkImport: async (edits) =>
      held.flatMap((values, place) => (edits[place] ? [show(corrected(values, edits[place]))] : [])),
    pickImport: async (_draft, _field, _candidate, edits) =>
      held.flatMap((values, place) => (edits[place] ? [show(corrected(values, edits[place]))] : [])),
    saveImport: async (choices) => {
      const saved: ImportSaved[] = [];
      for (const [place, { take, edit, replace }] of choices.entries()) {
        const values = held[place];
        if (take && values) saved.push(await save(corrected(values, edit), replace));
      }
      if (saved.every((each) => each.failure === null)) held = [];
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

/** One recognised OA without problems. */
export function aDraft(change: Partial<ImportDraft> = {}): ImportDraft {
  return {
    name: 'Shop',
    appId: '123',
    secretKey: 'aaaa',
    refreshToken: 'bbbb',
    accessToken: null,
    check: { findings: [], fine: ['secret_key', 'app_id'], savable: true, sendable: true },
    sameName: null,
    choices: [],
    namesOnly: null,
    ...change,
  };
}
