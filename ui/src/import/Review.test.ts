/** The review of what was recognised: one OA as a form, several as a table. */
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { ImportChoice, ImportDraft, Ipc } from '../ipc';
import { aDraft, aSheet, ONE_TEXT, THREE_TEXT } from '../../dev/fake-import';
import { anOutcome, aPage, aRow, fakeIpc } from '../../dev/fake-ipc';
import { gone, isDisabled, paste, press, text, type } from '../../dev/on-page';

/** Pastes on the page of an OA. */
async function review(what: string, change: Partial<Ipc> = {}, shell = fakeIpc([aPage()])) {
  const saveImport = vi.fn(change.saveImport ?? shell.saveImport);
  render(App, { ipc: { ...shell, ...change, saveImport } });
  await screen.findByTestId('send');
  paste(what, document.body);
  await screen.findByTestId('import-preview');
  return { saveImport };
}

describe('one OA', () => {
  it('is saved and sent', async () => {
    const refreshToken = vi.fn(async () => anOutcome());
    await review(ONE_TEXT, { refreshToken });
    expect(document.body.textContent).not.toContain('FAKE_');
    expect(text('import-row-refresh-token')).toContain('••••••••••••MRTe');
    expect(screen.queryByTestId('import-row-access-token')).toBeNull();
    await press('import-send');
    await gone('import-preview');
    await waitFor(() => expect(refreshToken).toHaveBeenCalledOnce());
  });

  it('is only saved on request, with its access token', async () => {
    const refreshToken = vi.fn(async () => anOutcome());
    await review(`${ONE_TEXT}\naccess_token=FAKE_access_token_xBzR`, { refreshToken });
    expect(text('import-row-access-token')).toContain('Giữ lại, chưa rõ hạn');
    await press('import-save');
    expect((await screen.findByTestId('toast')).textContent).toContain('chưa gửi gì');
    expect(refreshToken).not.toHaveBeenCalled();
  });

  it('with a missing value has its input open and focused, and cannot be saved before', async () => {
    const { saveImport } = await review('refresh_token=FAKE_refresh_token_MRTe\napp_id=123');
    const box = await screen.findByTestId('import-secret-key');
    await waitFor(() => expect(document.activeElement).toBe(box));
    expect(isDisabled('import-send')).toBe(true);
    await type('import-secret-key', 'FAKE_secret_key_wT3k');
    await waitFor(() => expect(isDisabled('import-send')).toBe(false));
    await press('import-send');
    await waitFor(() => expect(saveImport).toHaveBeenCalledOnce());
    expect(saveImport.mock.calls[0]?.[0][0]?.edit.secretKey).toBe('FAKE_secret_key_wT3k');
  });

  it('a recognised value is corrected, or kept after all', async () => {
    await review(ONE_TEXT);
    await press('import-edit-secret-key');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('import-secret-key')));
    await type('import-secret-key', 'FAKE_other');
    await press('import-keep-secret-key');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('import-edit-secret-key')));
  });

  it('between two values the user chooses; the button is dead until then', async () => {
    const candidates = [
      { key: 'APP_SECRET', file: 'a.env', line: '3', shown: '1b7e' },
      { key: 'SECRET_KEY', file: 'b.env', line: '9', shown: 'Kd90' },
    ];
    const draft = (picked: number | null): ImportDraft => ({
      ...aDraft({ choices: [{ field: 'secret_key', picked, candidates }] }),
      check: {
        findings:
          picked === null
            ? [{ field: 'secret_key', words: 'import-choose', blocking: true, count: null, other: null }]
            : [],
        fine: [],
        savable: picked !== null,
        sendable: picked !== null,
      },
    });
    const readImport = async () => ({
      files: ['a.env', 'b.env'],
      drafts: [draft(null)],
      leftOut: [],
      columns: [],
      refresher: null,
    });
    const pickImport = vi.fn<Ipc['pickImport']>(async (_corrected, _field, candidate) => draft(candidate));
    await review('x', { readImport, pickImport });
    const radios = screen.getAllByTestId('import-candidate');
    expect(radios.map((radio) => radio.getAttribute('aria-checked'))).toEqual(['false', 'false']);
    expect(radios[1]?.textContent).toContain('b.env, dòng 9: SECRET_KEY');
    await waitFor(() => expect(document.activeElement).toBe(radios[0]));
    expect([isDisabled('import-send'), isDisabled('import-save')]).toEqual([true, true]);
    await fireEvent.keyDown(radios[0] ?? document.body, { key: 'ArrowDown' });
    await waitFor(() => expect(isDisabled('import-send')).toBe(false));
    expect(pickImport).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ draft: 0 }), 'secret_key', 1);
  });

  it('a cancelled import is forgotten, and the OA before it is shown', async () => {
    const dropImport = vi.fn(async () => null);
    await review(ONE_TEXT, { dropImport });
    await press('import-cancel');
    await gone('import-preview');
    await screen.findByTestId('send');
    expect(dropImport).toHaveBeenCalledOnce();
  });
});

describe('several', () => {
  const cards = () => screen.getAllByTestId('import-card');
  const names = () => cards().map((card) => card.querySelector('b')?.textContent);
  const rows = () => [...document.querySelectorAll<HTMLElement>('.scroller [role="rowgroup"]')];
  const row = (place: number) => within(rows()[place] ?? document.body);

  it('those to correct are first; the count in the button follows the ticks', async () => {
    await review(THREE_TEXT);
    expect(names()).toEqual(['Trường Hoa Sen', 'Cà phê Hà Nội', 'Shop Thảo My chi nhánh 2']);
    expect(text('import-counts')).toMatch(/3\s*Tất cả.*2\s*Cần sửa.*1\s*Sẵn sàng/u);
    expect(text('import-save')).toContain('Lưu 1 OA');
    expect(screen.queryByTestId('import-send')).toBeNull();
    await press('import-take');
    expect([text('import-save').trim(), isDisabled('import-save')]).toEqual(['Lưu 0 OA', true]);
    await press('import-take-all');
    expect(text('import-save')).toContain('Lưu 1 OA');
  });

  it('are corrected in the row, which stays while it is corrected', async () => {
    const { saveImport } = await review(THREE_TEXT);
    const box = screen.getByTestId('import-secret-key');
    await waitFor(() => expect(document.activeElement).toBe(box));
    await type('import-secret-key', 'FAKE_secret_key_wT3k');
    await type('import-app-id', '1');
    await waitFor(() => expect(text('import-save')).toContain('Lưu 2 OA'));
    expect(screen.getByTestId('import-secret-key')).toBe(box);
    await press('import-save');
    // The one with the question stays to be answered.
    await screen.findByTestId('import-partly');
    expect(text('import-partly')).toContain('Đã lưu 2 OA. Còn 1 OA');
    const choices = saveImport.mock.calls[0]?.[0] as ImportChoice[];
    expect(choices.map(({ take }) => take)).toEqual([true, true]);
    expect(names()).toEqual(['Cà phê Hà Nội']);
    await waitFor(() => expect(isDisabled('import-cancel')).toBe(false));
    await press('import-cancel');
    await gone('import-preview');
    expect((await screen.findByTestId('toast')).textContent).toContain('Đã lưu 2 OA');
  });

  it('a name in use is asked about, without a preselected answer', async () => {
    const { saveImport } = await review(THREE_TEXT);
    const radios = row(1).getAllByRole('radio');
    expect(radios.map((radio) => radio.getAttribute('aria-checked'))).toEqual(['false', 'false']);
    await fireEvent.click(row(1).getByTestId('import-replace'));
    expect(text('import-save')).toContain('Lưu 2 OA');
    await press('import-save');
    await screen.findByTestId('import-partly');
    const choices = saveImport.mock.calls[0]?.[0] as ImportChoice[];
    expect(choices.map((choice) => [choice.take, choice.replace])).toEqual([
      [true, false],
      [false, false],
      [true, true],
    ]);
  });

  it('are filtered, and dropped one by one', async () => {
    await review(THREE_TEXT);
    // The row that is being corrected would stay.
    screen.getByTestId('import-filter-ready').focus();
    await press('import-filter-ready');
    expect(names()).toEqual(['Shop Thảo My chi nhánh 2']);
    await press('import-filter-fix');
    expect(names()).toHaveLength(2);
    await fireEvent.click(row(0).getByTestId('import-drop'));
    expect(names()).toEqual(['Cà phê Hà Nội']);
  });

  it('a failed row stays with its sentence, saved rows leave', async () => {
    const saved = aRow({ id: 'p9', name: 'Shop Thảo My chi nhánh 2' });
    const failure = { code: 'cannot_save' as const, words: 'vault-full', next: 'vault-full-next', args: {} };
    const saveImport = async () => [
      { name: saved.name, row: saved, failure: null },
      { name: 'Cà phê Hà Nội', row: null, failure },
    ];
    await review(THREE_TEXT, { saveImport });
    await fireEvent.click(row(1).getByTestId('import-replace'));
    await press('import-save');
    expect((await screen.findByTestId('import-failure')).textContent).toContain('Ổ đĩa đã đầy');
    expect(cards()).toHaveLength(2);
    expect(text('import-partly')).toContain('Đã lưu 1 OA');
  });

  it('of ten thousand only the rows in view are drawn', async () => {
    await review(aSheet(10_000));
    expect(cards().length).toBeLessThan(60);
    expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('10001');
    expect(text('import-save')).toContain('OA');
  });

  it('a column is read as what the user says, and the OAs come into the groups that the table names', async () => {
    const shell = fakeIpc([aPage()]);
    const readColumns = vi.fn(shell.readColumns);
    const storeUiSettings = vi.fn(shell.setUiSettings);
    await review(aSheet(5), { readColumns, setUiSettings: storeUiSettings }, shell);
    expect(document.body.textContent).toContain('Nhà hàng');
    await press('columns');
    const [first] = await screen.findAllByTestId<HTMLSelectElement>('column-meaning');
    expect(first?.value).toBe('name');
    if (first) await fireEvent.change(first, { target: { value: 'nothing' } });
    await press('columns-read');
    const said = ['nothing', 'app_id', 'secret_key', 'refresh_token', 'group', 'nothing'];
    await waitFor(() => expect(readColumns).toHaveBeenCalledWith(said));
    await press('import-save');
    const stored = () => storeUiSettings.mock.calls.at(-1)?.[0].groups ?? [];
    await waitFor(() => expect(stored()).toHaveLength(2));
    expect(stored().map((group) => [group.name, group.profiles.length])).toEqual([
      ['Bán lẻ', 1],
      ['Nhà hàng', 3],
    ]);
  });

  it('a second import waits: the open review is shown', async () => {
    await review(THREE_TEXT);
    await press('profile-item');
    await gone('import-preview');
    paste(ONE_TEXT, document.body);
    await screen.findByTestId('import-preview');
    expect(cards()).toHaveLength(3);
    await press('profile-item');
    await press('nav-add');
    await screen.findByTestId('import-preview');
  });
});
