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
  render(App, { ipc: fakeIpc(pages, {}, { copySecret }) });
  await fireEvent.click(await screen.findByTestId('find'));
  const query = await screen.findByTestId<HTMLInputElement>('palette-query');
  await fireEvent.input(query, { target: { value: 'sao chep thao my' } });
  expect(hits()[0]).toBe('Sao chép token của Shop Thảo My · Hết hạn');
  await fireEvent.keyDown(query, { key: 'Enter' });
  expect(copySecret).not.toHaveBeenCalled();
  expect(screen.queryByTestId('palette')).not.toBeNull();
});

it('ticked OAs are switched to automatic refresh after one question', async () => {
  const setAutomatic = vi.fn(async (id: string) => aRow({ id }));
  render(App, { ipc: fakeIpc(pages, {}, { setAutomatic }) });
  await fireEvent.click(await screen.findByTestId('nav-overview'));
  const boxes = await screen.findAllByTestId('overview-select');
  await fireEvent.click(boxes[1] as HTMLElement);
  await fireEvent.click(boxes[3] as HTMLElement, { shiftKey: true });
  expect(screen.getByTestId('selbar').textContent).toContain('Đã chọn 3 OA');
  await fireEvent.click(screen.getByTestId('selbar-automatic'));
  expect(setAutomatic).not.toHaveBeenCalled();
  const act = await screen.findByTestId('automatic-act');
  await waitFor(() => expect(act.getAttribute('aria-disabled')).toBe('false'));
  await fireEvent.click(act);
  await waitFor(() => expect(setAutomatic.mock.calls.map(([id]) => id).sort()).toEqual(['p1', 'p2', 'p3']));
  await fireEvent.click(screen.getByTestId('selbar-clear'));
  expect(screen.queryByTestId('selbar')).toBeNull();
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
