/** The settings that the command palette finds, each under the section in which it stands. Pure. */
import type { Translate } from '../i18n/fluent';
import type { ProfileGroup } from '../ipc';
import type { Section } from '../settings/settings-place.svelte';
import type { Entry } from './entries';

/** One setting: its message id, and other plain words that people look for it by. */
interface Sought {
  words: string;
  asked: string;
}

const SECTIONS: readonly { section: Section; words: string; settings: readonly Sought[] }[] = [
  {
    section: 'general',
    words: 'page-settings-general',
    settings: [
      { words: 'page-language', asked: 'tieng viet english' },
      { words: 'page-settings-colours', asked: 'mau sang toi giao dien dark light theme' },
      { words: 'page-background-close', asked: 'khay tray background' },
      { words: 'page-background-start', asked: 'khoi dong mo cung may tinh startup login' },
    ],
  },
  {
    section: 'clock',
    words: 'page-settings-clock',
    settings: [
      { words: 'page-settings-clock', asked: 'lam moi tu dong automatic refresh' },
      { words: 'page-clock-margin', asked: 'gio som hours early' },
      { words: 'page-clock-pause-all', asked: 'dung pause stop' },
    ],
  },
  {
    section: 'protection',
    words: 'page-settings-protection',
    settings: [
      { words: 'page-passphrase', asked: 'mat khau doi mat khau dat mat khau password' },
      { words: 'page-lock-after', asked: 'khoa ung dung khong dung lock idle' },
      { words: 'page-recovery-code', asked: 'khoi phuc in to ma mat token recovery' },
      { words: 'page-slots', asked: 'khoa kho token vault keychain' },
      { words: 'page-settings-clipboard-access', asked: 'bo nho tam sao chep clipboard' },
      { words: 'page-settings-clipboard-other', asked: 'bo nho tam sao chep clipboard' },
    ],
  },
  {
    section: 'data',
    words: 'page-settings-data',
    settings: [
      { words: 'page-backup-auto', asked: 'sao luu backup' },
      { words: 'page-backup-file', asked: 'sao luu backup tep file' },
      { words: 'page-backup-open', asked: 'khoi phuc sao luu chuyen may restore backup move' },
      { words: 'page-deleted', asked: 'thung rac lay lai xoa trash restore' },
      { words: 'page-settings-proxy', asked: 'mang network' },
      { words: 'page-settings-folder', asked: 'kho token tep folder' },
    ],
  },
  {
    section: 'team',
    words: 'team-page',
    settings: [
      { words: 'team-page', asked: 'dung chung nhieu may thanh vien moi vao nhom postgresql team share members' },
      { words: 'team-page-members', asked: 'moi go may invite remove' },
    ],
  },
  {
    section: 'about',
    words: 'page-settings-about',
    settings: [{ words: 'page-settings-about', asked: 'phien ban version' }],
  },
];

/** Words that ask for any setting. */
const ASKED = 'cai dat settings';

/** An entry, and the text in which the typed words are looked for besides its own. */
export interface SettingEntry {
  entry: Entry;
  asked: string;
}

/** Returns every section, every setting, and the groups. */
export function settingEntries(t: Translate, groups: readonly ProfileGroup[]): SettingEntry[] {
  const entries: SettingEntry[] = [];
  const under = (first: string, second: string) => `${first} › ${second}`;
  for (const { section, words, settings } of SECTIONS) {
    const title = t(words);
    entries.push({
      entry: opened(section, null, under(t('page-settings'), title)),
      asked: `${ASKED} ${settings.map(({ asked }) => asked).join(' ')}`,
    });
    for (const setting of settings) {
      if (setting.words === words) continue;
      const name = t(setting.words);
      entries.push({ entry: opened(section, name, under(title, name)), asked: `${ASKED} ${setting.asked}` });
    }
  }
  const asked = `${ASKED} nhom sua nhom them nhom mau group edit`;
  const edits = [
    ...groups.map((group) => ({ id: group.id as string | null, name: group.name })),
    { id: null, name: t('page-group-new-dots') },
  ];
  for (const { id, name } of edits) {
    const words = under(t('page-groups'), name);
    const act = { kind: 'group-edit', id } as const;
    const icon = id === null ? 'plus' : 'tag';
    entries.push({ entry: { key: `group-edit ${id ?? ''}`, act, icon, words, note: '', refusal: null }, asked });
  }
  return entries;
}

function opened(section: Section, setting: string | null, words: string): Entry {
  const act = { kind: 'setting', section, setting } as const;
  return { key: `setting ${words}`, act, icon: 'settings', words, note: '', refusal: null };
}
