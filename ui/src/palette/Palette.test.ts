/** The command palette, with a fake shell. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { Ipc } from '../ipc';
import { anOutcome, fakeIpc } from '../../dev/fake-ipc';
import { fourPages } from '../../dev/on-page';

const pages = fourPages();
const hits = () =>
  screen
    .queryAllByTestId('hit')
    .map((hit) => [...hit.querySelectorAll('.clip, small')].map((part) => part.textContent).join(' · '));

it('Ctrl K finds OAs and acts without diacritics, and Enter runs the first', async () => {
  const refreshToken = vi.fn(async () => anOutcome());
  render(App, { ipc: fakeIpc(pages, {}, { refreshToken }) });
  await screen.findByTestId('find');
  await fireEvent.keyDown(window, { key: 'k', ctrlKey: true });
  const query = await screen.findByTestId<HTMLInputElement>('palette-query');
  await fireEvent.input(query, { target: { value: 'xyz' } });
  expect(hits()).toEqual([]);
  await screen.findByText('Không có OA nào khớp');
  await fireEvent.input(query, { target: { value: 'da lat' } });
  expect(hits()).toEqual(['Đặc sản Đà Lạt · Hết hạn']);
  await fireEvent.input(query, { target: { value: 'lam moi da lat' } });
  expect(hits()[0]).toContain('Lấy token mới cho Đặc sản Đà Lạt');
  await fireEvent.keyDown(query, { key: 'Enter' });
  await waitFor(() => expect(refreshToken).toHaveBeenCalledWith('p3', false));
  expect(screen.queryByTestId('palette')).toBeNull();
});

it('an act that cannot be done now says why and does nothing', async () => {
  const copySecret = vi.fn(async () => null);
  const query = await ask('sao chep thao my', { copySecret });
  expect(hits()[0]).toBe('Sao chép token của Shop Thảo My · Hết hạn');
  await fireEvent.keyDown(query, { key: 'Enter' });
  expect(copySecret).not.toHaveBeenCalled();
  expect(screen.queryByTestId('palette')).not.toBeNull();
});

/** Opens the palette and types; returns its box. */
async function ask(typed: string, change: Partial<Ipc> = {}): Promise<HTMLInputElement> {
  render(App, { ipc: fakeIpc(pages, {}, change) });
  await fireEvent.click(await screen.findByTestId('find'));
  const query = await screen.findByTestId<HTMLInputElement>('palette-query');
  await fireEvent.input(query, { target: { value: typed } });
  return query;
}

it('marks what was typed', async () => {
  await ask('ca phe');
  const marked = [...(screen.getAllByTestId('hit').at(-1)?.querySelectorAll('b') ?? [])].map(
    (part) => part.textContent,
  );
  expect(marked).toEqual(['Cà phê']);
});

it('finds the letters of an OA in order if nothing has the words', async () => {
  await ask('cphn');
  expect(hits()).toEqual(['Cà phê Hà Nội · Còn 23 giờ 14 phút']);
});

it.each([
  ['cài đặt nhóm', 'Cài đặt › Nhóm · '],
  ['nhom moi', 'Nhóm › Nhóm mới… · '],
  ['mat khau', 'Bảo mật › Mật khẩu · '],
  ['sao lưu', 'Dữ liệu › Tự sao lưu trên máy này · '],
  ['cai dat bao mat', 'Cài đặt › Bảo mật · '],
])('%j finds the setting', async (typed, first) => {
  await ask(typed);
  expect(hits()[0]).toBe(first);
});

it('Enter on a setting opens its section and focuses it', async () => {
  const query = await ask('mat khau');
  await fireEvent.keyDown(query, { key: 'Enter' });
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('passphrase-edit')));
});

it('Ctrl C copies the token of the OA that is chosen, and leaves a selection alone', async () => {
  const copySecret = vi.fn(async () => null);
  const query = await ask('ca phe', { copySecret });
  query.setSelectionRange(0, 2);
  await fireEvent.keyDown(query, { key: 'c', ctrlKey: true });
  expect(copySecret).not.toHaveBeenCalled();
  query.setSelectionRange(6, 6);
  await fireEvent.keyDown(query, { key: 'c', ctrlKey: true });
  await waitFor(() => expect(copySecret).toHaveBeenCalledWith('p1', 'access_token'));
  expect(screen.queryByTestId('palette')).toBeNull();
});

it('Ctrl C on an OA whose token has ended says so', async () => {
  const copySecret = vi.fn(async () => null);
  const query = await ask('thao my', { copySecret });
  await fireEvent.keyDown(query, { key: 'c', ctrlKey: true });
  expect((await screen.findByTestId('toast')).textContent).toContain('Shop Thảo My: Hết hạn');
  expect(copySecret).not.toHaveBeenCalled();
});

it('pins an OA, and puts it into a group', async () => {
  const query = await ask('ghim da lat');
  expect(hits()).toEqual(['Ghim Đặc sản Đà Lạt · ']);
  await fireEvent.keyDown(query, { key: 'Enter' });
  await waitFor(() => expect(screen.queryByTestId('palette')).toBeNull());
  await fireEvent.click(screen.getByTestId('find'));
  const again = await screen.findByTestId('palette-query');
  await fireEvent.input(again, { target: { value: 'ghim da lat' } });
  await waitFor(() => expect(hits()).toEqual(['Bỏ ghim Đặc sản Đà Lạt · ']));
  await fireEvent.input(again, { target: { value: 'nhom da lat' } });
  expect(hits()[0]).toBe('Đưa Đặc sản Đà Lạt vào nhóm mới… · ');
  await fireEvent.keyDown(again, { key: 'Enter' });
  await fireEvent.input(await screen.findByTestId('group-name'), { target: { value: 'Đặc sản' } });
});
