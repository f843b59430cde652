/** The three slots, at the first run and behind "Thêm OA": what the user does, and what the screen then shows. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { Ipc, ProfilePage } from '../ipc';
import { ONE_TEXT } from '../../dev/fake-import';
import { anOutcome, aPage, fakeIpc } from '../../dev/fake-ipc';
import { gone, paste, press, type } from '../../dev/on-page';

const APP_ID = '1234567890123456789';
const SECRET_KEY = 'FAKEsecretKey0000000';
const REFRESH_TOKEN = `FAKE_RT_${'a'.repeat(90)}`;

async function open(change: Partial<Ipc> = {}, held: ProfilePage[] = []) {
  render(App, { ipc: fakeIpc(held, {}, change) });
  if (held.length > 0) await press('nav-add');
  const box = await screen.findByTestId('paste-area');
  await waitFor(() => expect(document.activeElement).toBe(box));
  return box;
}

const slots = () => [...document.querySelectorAll('.sl')].map((slot) => slot.textContent);
const send = () => screen.getByTestId<HTMLButtonElement>('form-send');

describe.each([
  ['the first run', []],
  ['“Thêm OA”', [aPage()]],
])('%s', (_, held) => {
  it('takes three values in any order, one paste each, and moves the focus to the button', async () => {
    const refreshToken = vi.fn(async () => anOutcome());
    const box = await open({ refreshToken }, [...held]);
    for (const value of [REFRESH_TOKEN, APP_ID]) {
      expect(paste(value).defaultPrevented).toBe(true);
      await waitFor(() => expect(slots().join()).toContain(value === APP_ID ? APP_ID : 'aaaa'));
      await waitFor(() => expect(document.activeElement).toBe(box));
      expect(send().disabled).toBe(true);
    }
    paste(SECRET_KEY);
    await waitFor(() => expect(document.activeElement).toBe(send()));
    expect(document.body.textContent).not.toContain('FAKE');
    await press('form-send');
    await waitFor(() => expect(refreshToken).toHaveBeenCalledExactlyOnceWith(expect.any(String), false));
    await gone('form-send');
  });
});

describe('the slots', () => {
  it('are filled at once by a cURL command, and show where to get what is missing', async () => {
    const openLink = vi.fn(async () => null);
    await open({ openLink });
    paste(`app_id=${APP_ID}&secret_key=FAKE_secret_key_wT3k`);
    await screen.findByText('Lấy refresh token, khoảng 2 phút');
    await press('way-open');
    expect(openLink).toHaveBeenCalledExactlyOnceWith('api_explorer');
    paste(ONE_TEXT);
    await waitFor(() => expect(send().disabled).toBe(false));
  });

  it('show the way to the value that is asked for', async () => {
    const openLink = vi.fn(async () => null);
    await open({ openLink });
    await press('slot-where-refresh-token');
    await press('way-open');
    await press('slot-where-secret-key');
    await press('way-open');
    expect(openLink.mock.calls).toEqual([['api_explorer'], ['apps']]);
  });

  it('are typed by hand, corrected and saved without sending', async () => {
    const refreshToken = vi.fn(async () => anOutcome());
    const shell = fakeIpc();
    const saveImport = vi.fn(shell.saveImport);
    await open({ ...shell, refreshToken, saveImport });
    for (const [slot, value] of [
      ['app-id', '12'],
      ['secret-key', SECRET_KEY],
      ['refresh-token', REFRESH_TOKEN],
    ] as const) {
      await press(`slot-edit-${slot}`);
      await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId(`form-${slot}`)));
      await type(`form-${slot}`, value);
      await press(`slot-done-${slot}`);
    }
    await waitFor(() => expect(send().disabled).toBe(false));
    await press('slot-edit-app-id');
    await type('form-app-id', APP_ID);
    await press('form-save');
    await waitFor(() => expect(saveImport).toHaveBeenCalledOnce());
    expect(saveImport.mock.calls[0]?.[0][0]?.edit).toMatchObject({ appId: APP_ID, secretKey: SECRET_KEY });
    await gone('form-save');
    expect(refreshToken).not.toHaveBeenCalled();
  });

  it('take a value typed into the box with Enter', async () => {
    const box = await open();
    await type('paste-area', APP_ID);
    await screen.findByText('Nhấn Enter để OA Token nhận ra giá trị vừa gõ');
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(slots()[0]).toContain(APP_ID));
  });

  it('lead to the link for the OA’s admin once the app’s values are there', async () => {
    await open();
    expect(screen.queryByTestId('way-pair')).toBeNull();
    paste(APP_ID);
    paste(SECRET_KEY);
    await waitFor(() => expect(slots()[0]).toContain(APP_ID));
    paste(SECRET_KEY);
    await press('way-pair');
    await screen.findByTestId('consent-callback');
  });

  it('say that a text holds nothing known, without repeating it', async () => {
    await open();
    paste('hôm nay trời đẹp');
    expect((await screen.findByTestId('paste-problem')).textContent).toContain('Không nhận ra');
    expect(document.body.textContent).not.toContain('trời đẹp');
  });

  it('keep a paste of several lines without known values in its own box', async () => {
    await open();
    await press('slot-edit-app-id');
    const box = await screen.findByTestId<HTMLInputElement>('form-app-id');
    expect(paste('12', box).defaultPrevented).toBe(false);
    paste('một\nhai', box);
    await waitFor(() => expect(box.value).toBe('một hai'));
  });

  it('show why an OA was not saved', async () => {
    const failure = { code: 'cannot_save' as const, words: 'vault-full', next: 'vault-full-next', args: {} };
    await open({ saveImport: async () => [{ name: '', row: null, failure }] });
    paste(ONE_TEXT);
    await press('form-send');
    expect((await screen.findByRole('alert')).textContent).toContain('Ổ đĩa đã đầy');
    await waitFor(() => expect(send().disabled).toBe(false));
  });
});

it('a practice OA is created once, opened and marked', async () => {
  const shell = fakeIpc();
  const startSandbox = vi.fn(shell.startSandbox);
  render(App, { ipc: { ...shell, startSandbox } });
  await press('way-practice');
  expect((await screen.findByTestId('profile-item')).textContent).toContain('OA mẫu');
  await press('nav-add');
  await press('way-practice');
  await gone('way-practice');
  expect(startSandbox).toHaveBeenCalledOnce();
});

it('files dropped on the slots fill them', async () => {
  const shell = fakeIpc();
  let drop = () => undefined as unknown;
  const listen: Ipc['listen'] = async (listeners) => ((drop = () => listeners.filesDropped()), () => undefined);
  await open({ ...shell, listen, readDropped: (fill) => shell.readImport(ONE_TEXT, fill) });
  expect(screen.queryByTestId('drop-here')).toBeNull();
  drop();
  await waitFor(() => expect(send().disabled).toBe(false));
});
