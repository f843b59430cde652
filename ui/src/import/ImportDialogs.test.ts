/** The ways to import, with a fake shell: what the user does, and what the screen then shows. */
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { ImportChoice, Ipc, Listeners, ProfilePage } from '../ipc';
import { ONE_TEXT, THREE_TEXT } from '../../dev/fake-import';
import { anOutcome, aPage, aRow, fakeIpc, hours, refusal } from '../../dev/fake-ipc';

beforeEach(() => vi.setSystemTime(new Date(hours(0))));

async function open(ipc: Ipc, first = 'nav-add') {
  render(App, { ipc });
  await screen.findByTestId(first);
}

function paste(target: Element, text: string) {
  const event = new Event('paste', { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => text } });
  target.dispatchEvent(event);
  return event;
}

const click = (testid: string) => fireEvent.click(screen.getByTestId(testid));
const press = async (testid: string) => fireEvent.click(await screen.findByTestId(testid));
const gone = (testid: string) => waitFor(() => expect(screen.queryByTestId(testid)).toBeNull());

describe('the first run', () => {
  it('leads only to the form, the paste, the guide, practice and a sealed file', async () => {
    await open(fakeIpc());
    expect(document.querySelectorAll('.choice button')).toHaveLength(5);
    await click('way-paste');
    await screen.findByTestId('paste-area');
    await fireEvent.click(screen.getByLabelText('Đóng'));
    await gone('paste-area');
    await click('way-guide');
    await screen.findByTestId('guide-secret-key');
    await click('guide-form');
    await screen.findByTestId('form-send');
    await gone('guide-secret-key');
  });

  it('a practice OA is created once, opened and marked', async () => {
    const shell = fakeIpc();
    const startSandbox = vi.fn(shell.startSandbox);
    await open({ ...shell, startSandbox });
    await click('way-practice');
    await click('way-practice');
    expect((await screen.findByTestId('practice-line')).textContent).toContain('Đang tập, không gọi tới Zalo');
    expect(screen.getByTestId('profile-item').textContent).toContain('OA mẫu');
    await click('nav-add');
    await press('way-practice');
    await gone('way-practice');
    expect(startSandbox).toHaveBeenCalledOnce();
  });

  it('“Thêm OA” offers the same ways, including the form', async () => {
    await open(fakeIpc([aPage()]), 'send');
    await click('nav-add');
    await press('way-form');
    await screen.findByTestId('form-send');
  });
});

describe('one OA', () => {
  it('from the first start to the copied token: paste, Gửi, Sao chép', async () => {
    const refreshToken = vi.fn(async () => anOutcome());
    const copySecret = vi.fn(async () => null);
    const shell = fakeIpc([], {}, { refreshToken, copySecret });
    const openProfile: Ipc['openProfile'] = async (id) =>
      refreshToken.mock.calls.length > 0 ? aPage({ row: aRow({ id }) }) : shell.openProfile(id);
    await open({ ...shell, openProfile });
    expect(paste(document.body, ONE_TEXT).defaultPrevented).toBe(true);
    await screen.findByTestId('import-preview');
    expect(document.body.textContent).not.toContain('FAKE_');
    expect(screen.getByTestId('import-row-refresh-token').textContent).toContain('••••••••••••MRTe');
    expect(screen.getByTestId('import-row-access-token').textContent).toContain('Chưa có');
    await click('import-send');
    await gone('import-preview');
    await waitFor(() => expect(refreshToken).toHaveBeenCalledExactlyOnceWith('p1', false));
    await press('copy-access');
    expect(copySecret).toHaveBeenCalledExactlyOnceWith('p1', 'access_token');
  });

  it('with its access token is only saved', async () => {
    const refreshToken = vi.fn(async () => anOutcome());
    await open(fakeIpc([], {}, { refreshToken }));
    paste(document.body, `${ONE_TEXT}\naccess_token=FAKE_access_token_xBzR`);
    await press('import-save');
    expect(screen.queryByTestId('import-send')).toBeNull();
    expect((await screen.findByTestId('toast')).textContent).toContain('chưa gửi gì');
    expect(refreshToken).not.toHaveBeenCalled();
  });

  it('with a missing value focuses that row; the correction is sent to the core and never returned', async () => {
    const shell = fakeIpc();
    const saveImport = vi.fn(shell.saveImport);
    await open({ ...shell, saveImport });
    paste(document.body, 'refresh_token=FAKE_refresh_token_MRTe\napp_id=123');
    await press('import-send');
    const box = await screen.findByTestId('import-secret-key');
    expect(document.activeElement).toBe(box);
    expect(saveImport).not.toHaveBeenCalled();
    await fireEvent.input(box, { target: { value: 'FAKE_secret_key_wT3k' } });
    await click('import-send');
    await waitFor(() => expect(saveImport).toHaveBeenCalledOnce());
    expect(saveImport.mock.calls[0]?.[0][0]?.edit.secretKey).toBe('FAKE_secret_key_wT3k');
  });

  it('a cancelled import is forgotten', async () => {
    const dropImport = vi.fn(async () => null);
    await open(fakeIpc([], {}, { dropImport }));
    paste(document.body, ONE_TEXT);
    await press('import-cancel');
    await gone('import-preview');
    expect(dropImport).toHaveBeenCalledOnce();
  });
});

describe('several', () => {
  async function three(change: Partial<Ipc> = {}) {
    const held: ProfilePage[] = [aPage()];
    const shell = { ...fakeIpc(held), ...change };
    const saveImport = vi.fn(shell.saveImport);
    await open({ ...shell, saveImport }, 'send');
    paste(document.body, THREE_TEXT);
    const cards = await screen.findAllByTestId('import-card');
    return { saveImport, cards };
  }
  const card = (cards: HTMLElement[], place: number) => within(cards[place] ?? document.body);

  it('are selected one by one: an incomplete one is not, and cannot be sent from here', async () => {
    const { cards } = await three();
    const ticks = cards.map((_, place) => card(cards, place).getByTestId('import-take').getAttribute('aria-checked'));
    expect(ticks).toEqual(['true', 'false', 'true']);
    expect(screen.queryByTestId('import-send')).toBeNull();
    expect(screen.getByTestId('import-save').textContent).toContain('Lưu 2 OA');
    await fireEvent.click(card(cards, 2).getByTestId('import-take'));
    expect(screen.getByTestId('import-save').textContent).toContain('Lưu 1 OA');
    await click('import-save');
    await gone('import-preview');
    expect((await screen.findByTestId('toast')).textContent).toContain('Shop Thảo My');
  });

  it('a name in use is asked about, without a preselected answer', async () => {
    const { cards, saveImport } = await three();
    const asked = card(cards, 2);
    expect(asked.getAllByRole('radio').map((radio) => radio.getAttribute('aria-checked'))).toEqual(['false', 'false']);
    await click('import-save');
    await waitFor(() => expect(document.activeElement).toBe(asked.getByTestId('import-replace')));
    expect(saveImport).not.toHaveBeenCalled();
    await fireEvent.click(asked.getByTestId('import-replace'));
    await click('import-save');
    await gone('import-preview');
    const choices = saveImport.mock.calls[0]?.[0] as ImportChoice[];
    expect(choices.map((choice) => choice.replace)).toEqual([false, false, true]);
    expect((await screen.findByTestId('toast')).textContent).toContain('Đã lưu 2 OA');
  });

  it('a failed row stays with its sentence, saved rows leave', async () => {
    const row = aRow({ id: 'p9', name: 'Shop Thảo My chi nhánh 2' });
    const saveImport = async () => [
      { name: row.name, row, failure: null },
      {
        name: 'Cà phê Hà Nội',
        row: null,
        failure: { code: 'cannot_save' as const, words: 'vault-full', next: 'vault-full-next', args: {} },
      },
    ];
    const { cards } = await three({ saveImport });
    await fireEvent.click(card(cards, 2).getByTestId('import-replace'));
    await click('import-save');
    expect((await screen.findByTestId('import-failure')).textContent).toContain('Ổ đĩa đã đầy');
    expect(screen.getAllByTestId('import-card')).toHaveLength(2);
    expect(screen.getByTestId('import-partly').textContent).toContain('Đã lưu 1 OA');
  });
});

describe('a paste', () => {
  it('of one value into a box stays there; several values are recognised together with the typed ones', async () => {
    const shell = fakeIpc();
    const readImport = vi.fn(shell.readImport);
    await open({ ...shell, readImport });
    await click('nav-add');
    const box = screen.getByTestId('form-secret-key');
    expect(paste(box, 'FAKE_secret').defaultPrevented).toBe(false);
    expect(readImport).not.toHaveBeenCalled();
    await fireEvent.input(box, { target: { value: 'FAKE_secret_key_typed' } });
    paste(screen.getByTestId('form-refresh-token'), '{"refresh_token":"FAKE_refresh_token_MRTe","app_id":"123"}');
    await screen.findByTestId('import-preview');
    expect(screen.getByTestId<HTMLInputElement>('import-secret-key').value).toBe('FAKE_secret_key_typed');
  });

  it('of several lines without known values stays in its box', async () => {
    await open(fakeIpc());
    await click('nav-add');
    const box = screen.getByTestId<HTMLInputElement>('form-app-id');
    paste(box, 'một\nhai');
    await waitFor(() => expect(box.value).toBe('một hai'));
    expect(screen.queryByTestId('notice-close')).toBeNull();
  });

  it('of unknown text is reported without repeating it', async () => {
    await open(fakeIpc());
    paste(document.body, 'hôm nay trời đẹp');
    await screen.findByTestId('notice-close');
    expect(document.body.textContent).toContain('Không nhận ra');
    expect(document.body.textContent).not.toContain('trời đẹp');
  });

  it('into the paste dialog is read immediately, and its error is shown there', async () => {
    await open(fakeIpc());
    await click('way-paste');
    const area = await screen.findByTestId('paste-area');
    paste(area, 'hôm nay trời đẹp');
    expect((await screen.findByTestId('paste-problem')).textContent).toContain('Không nhận ra');
    paste(area, ONE_TEXT);
    await screen.findByTestId('import-preview');
    await gone('paste-area');
  });

  it('while another dialog is open goes to that dialog', async () => {
    const readImport = vi.fn(() => refusal({ code: 'unexpected' }));
    await open(fakeIpc([], {}, { readImport }));
    await click('way-guide');
    await screen.findByTestId('guide-secret-key');
    expect(paste(document.body, ONE_TEXT).defaultPrevented).toBe(false);
    expect(readImport).not.toHaveBeenCalled();
  });

  it('has a target while the keys are down, and the focus is restored', async () => {
    await open(fakeIpc());
    const button = screen.getByTestId('way-paste');
    button.focus();
    await fireEvent.keyDown(button, { key: 'v', ctrlKey: true });
    const catcher = document.activeElement;
    expect(catcher?.className).toBe('catcher');
    await fireEvent.keyUp(catcher ?? button, { key: 'v', ctrlKey: true });
    expect(document.activeElement).toBe(button);
    await fireEvent.keyDown(button, { key: 'v', ctrlKey: true });
    expect(paste(catcher ?? button, ONE_TEXT).defaultPrevented).toBe(true);
    expect(document.activeElement).toBe(button);
    await screen.findByTestId('import-preview');
  });
});

it('a file dragged over the window is announced, and read when it is dropped', async () => {
  const heard: Listeners[] = [];
  const listen = async (listeners: Listeners) => {
    heard.push(listeners);
    return () => undefined;
  };
  const shell = fakeIpc();
  await open({ ...shell, listen, readDropped: () => shell.readImport(ONE_TEXT) });
  heard[0]?.filesHovered(true);
  expect((await screen.findByTestId('drop-here')).textContent).toContain('Thả tệp vào đây');
  heard[0]?.filesHovered(false);
  heard[0]?.filesDropped();
  await screen.findByTestId('import-preview');
  expect(screen.queryByTestId('drop-here')).toBeNull();
});

it('a practice OA is not in the badge or the bulk refresh', async () => {
  const practice = aRow({ id: 'p2', practice: true, state: 'expired', accessExpiresAt: hours(-1) });
  const dead = aRow({ id: 'p3', practice: true, state: 'needs_consent' });
  await open(fakeIpc([aPage(), aPage({ row: practice }), aPage({ row: dead })]), 'nav-overview');
  expect(document.querySelector('.badge')).toBeNull();
  await click('nav-overview');
  await screen.findAllByTestId('overview-row');
  expect(screen.queryByTestId('refresh-due')).toBeNull();
  expect(screen.queryByTestId('overview-need')).toBeNull();
  expect(document.querySelectorAll('.list .pill')).toHaveLength(2);
});
