/** Search and overview, with a fake shell. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import App from '../App.svelte';
import { anOutcome, aPage, aRow, fakeIpc, hours, refusal } from '../../dev/fake-ipc';

beforeEach(() => vi.setSystemTime(new Date(hours(0))));

const over = { state: 'expired', accessExpiresAt: hours(-1) } as const;
const pages = [
  aPage(),
  aPage({ row: aRow({ ...over, id: 'p2', name: 'Shop Thảo My' }) }),
  aPage({ row: aRow({ ...over, id: 'p3', name: 'Đặc sản Đà Lạt' }) }),
  aPage({ row: aRow({ id: 'p4', name: 'Nha khoa', state: 'needs_consent' }), send: 'dead_token' }),
];
const names = () =>
  screen
    .queryAllByTestId('profile-item')
    .filter((item) => !item.hidden)
    .map((item) => item.title);

it('searches without diacritics, reports when nothing matches, and Esc restores the list', async () => {
  render(App, { ipc: fakeIpc(pages) });
  const find = await screen.findByTestId<HTMLInputElement>('find');
  await fireEvent.keyDown(window, { key: 'k', ctrlKey: true });
  expect(document.activeElement).toBe(find);
  await fireEvent.input(find, { target: { value: 'da lat' } });
  expect(names()).toEqual(['Đặc sản Đà Lạt']);
  await fireEvent.input(find, { target: { value: 'xyz' } });
  expect(names()).toEqual([]);
  await screen.findByText('Không có OA nào khớp');
  await fireEvent.keyDown(find, { key: 'Escape' });
  expect(names()).toHaveLength(4);
});

it('the first screen is a profile, and the overview is one press away with its count', async () => {
  render(App, { ipc: fakeIpc(pages) });
  await screen.findByTestId('send');
  expect(screen.getByTestId('nav-overview').textContent).toContain('1');
  await fireEvent.click(screen.getByTestId('nav-overview'));
  expect((await screen.findAllByTestId('overview-row')).map((row) => row.querySelector('b')?.textContent)).toEqual([
    'Nha khoa',
    'Đặc sản Đà Lạt',
    'Shop Thảo My',
    'Cà phê Hà Nội',
  ]);
  await fireEvent.click(screen.getByTestId('filter-expired'));
  expect(screen.getAllByTestId('overview-row')).toHaveLength(2);
});

it('refreshes only due OAs, without confirmation, and a failure stops nothing and opens no dialog', async () => {
  const refreshToken = vi.fn((id: string) =>
    id === 'p3' ? refusal({ code: 'needs_confirmation' }) : Promise.resolve(anOutcome()),
  );
  render(App, { ipc: fakeIpc(pages, {}, { refreshToken }) });
  await fireEvent.click(await screen.findByTestId('nav-overview'));
  await fireEvent.click(await screen.findByTestId('refresh-due'));
  await waitFor(() => expect(screen.getByTestId('round-sum').textContent).toContain('Xong: làm mới được 1 trên 2'));
  expect(refreshToken.mock.calls).toEqual([
    ['p3', false],
    ['p2', false],
  ]);
  expect(screen.queryByTestId('confirm-send')).toBeNull();
});

it('the next step of a valid one is to copy', async () => {
  const copySecret = vi.fn(async () => null);
  render(App, { ipc: fakeIpc([aPage()], {}, { copySecret }) });
  await fireEvent.click(await screen.findByTestId('nav-overview'));
  await fireEvent.click(await screen.findByTestId('overview-step'));
  expect(copySecret).toHaveBeenCalledWith('p1', 'access_token');
});
