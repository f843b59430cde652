/** Search and overview, with a fake shell. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { Ipc, ProfilePage } from '../ipc';
import { anOutcome, aPage, aRow, fakeIpc, hours, refusal } from '../../dev/fake-ipc';
import { confirm, fourPages, laterLoaded, press, type } from '../../dev/on-page';

const pages = fourPages();

async function overview(held: ProfilePage[], change: Partial<Ipc> = {}) {
  render(App, { ipc: fakeIpc(held, {}, change) });
  await laterLoaded();
  await press('nav-overview');
}

it('ticked OAs are switched to automatic refresh after one question', async () => {
  const setAutomatic = vi.fn(async (id: string) => aRow({ id }));
  await overview(pages, { setAutomatic });
  const boxes = await screen.findAllByTestId('overview-select');
  await fireEvent.click(boxes[1] as HTMLElement);
  await fireEvent.click(boxes[3] as HTMLElement, { shiftKey: true });
  expect(screen.getByTestId('selbar').textContent).toContain('Đã chọn 3 OA');
  await press('selbar-automatic');
  expect(setAutomatic).not.toHaveBeenCalled();
  await confirm('automatic-act');
  await waitFor(() => expect(setAutomatic.mock.calls.map(([id]) => id).sort()).toEqual(['p1', 'p2', 'p3']));
  await press('selbar-clear');
  expect(screen.queryByTestId('selbar')).toBeNull();
});

it('the first screen is a profile, and the overview is one press away with its count', async () => {
  render(App, { ipc: fakeIpc(pages) });
  await screen.findByTestId('send');
  expect(screen.getByTestId('nav-overview').textContent).toContain('1');
  await press('nav-overview');
  expect((await screen.findAllByTestId('overview-row')).map((row) => row.querySelector('b')?.textContent)).toEqual([
    'Nha khoa',
    'Đặc sản Đà Lạt',
    'Shop Thảo My',
    'Cà phê Hà Nội',
  ]);
  await press('filter-expired');
  expect(screen.getAllByTestId('overview-row')).toHaveLength(2);
});

it('refreshes only due OAs, without confirmation, and a failure stops nothing and opens no dialog', async () => {
  const refreshToken = vi.fn((id: string) =>
    id === 'p3' ? refusal({ code: 'needs_confirmation' }) : Promise.resolve(anOutcome()),
  );
  await overview(pages, { refreshToken });
  await press('refresh-due');
  await waitFor(() => expect(screen.getByTestId('round-sum').textContent).toContain('Xong: làm mới được 1 trên 2'));
  expect(refreshToken.mock.calls).toEqual([
    ['p3', false],
    ['p2', false],
  ]);
  expect(screen.queryByTestId('confirm-send')).toBeNull();
});

it('the next step of a valid one is to copy', async () => {
  const copySecret = vi.fn(async () => null);
  await overview([aPage()], { copySecret });
  await press('overview-step');
  expect(copySecret).toHaveBeenCalledWith('p1', 'access_token');
});

it('an OA that needs the user has the core’s reason and act, and the act leads to where it is done', async () => {
  const wrong = aPage({ row: aRow({ id: 'p5', name: 'Trường Hoa Sen', state: 'refused' }) });
  const unwritten = {
    reason: { words: 'page-need-file', args: { file: 'zalo.env' } },
    act: { kind: 'choose_file', words: 'page-step-choose-file' },
    group: 'person',
    need: 'person',
  } as const;
  const file = aPage({ row: aRow({ id: 'p6', name: 'Gốm' }, unwritten) });
  await overview([...pages, wrong, file]);
  const needs = () => [...screen.getByTestId('overview-need').querySelectorAll('li')].map((each) => each.textContent);
  expect(needs()).toEqual([
    expect.stringMatching(/Nha khoa.*không nhận refresh token nữa.*Cấp quyền lại/u),
    expect.stringMatching(/Hoa Sen.*Sai secret_key.*Sửa secret_key/u),
    expect.stringMatching(/Gốm.*Không ghi được zalo.env.*Chọn lại tệp/u),
  ]);
  await fireEvent.click(screen.getAllByTestId('overview-need-act')[1] as HTMLElement);
  await screen.findByTestId('edit-secret-key');
  await press('nav-overview');
  await fireEvent.click(screen.getAllByTestId('overview-need-act')[0] as HTMLElement);
  await waitFor(() => expect(document.querySelector('main')?.textContent).toContain('API Explorer'));
});

it('the rows are read again when an access token ends', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date(hours(0)) });
  const ipc = fakeIpc([aPage({ row: aRow({ accessExpiresAt: hours(0.001) }) })]);
  const listProfiles = vi.spyOn(ipc, 'listProfiles');
  render(App, { ipc });
  await screen.findByTestId('send');
  listProfiles.mockClear();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(listProfiles).toHaveBeenCalled();
  vi.useRealTimers();
});

it('ticked OAs are exported into one file, without those that have no usable token', async () => {
  const exportList = vi.fn(async () => '/tmp/oa.csv');
  await overview(pages, { exportList });
  await press('overview-select-all');
  await press('selbar-export');
  // One is valid; the rest has ended or needs consent.
  expect((await screen.findByTestId('export-list-left')).textContent).toContain('3 OA');
  await press('export-list-csv');
  await waitFor(() => expect(screen.getByTestId('export-list-preview').textContent).toBe('csv p1 ••••••••••••xBzR'));
  await press('export-list-save');
  await waitFor(() => expect(exportList).toHaveBeenCalledWith(['p1'], 'csv', false));
  expect((await screen.findByTestId('toast')).textContent).toContain('/tmp/oa.csv');
  expect(screen.queryByTestId('export-list-save')).toBeNull();
});

it('saves the deadlines and the states of all OAs', async () => {
  const [saveCalendar, saveStates] = [vi.fn(async () => null), vi.fn(async () => '/tmp/oa.csv')];
  await overview(pages, { saveCalendar, saveStates });
  await press('overview-calendar');
  expect(saveCalendar).toHaveBeenCalledWith(['p1', 'p2', 'p3', 'p4']);
  expect(screen.queryByTestId('toast')).toBeNull();
  await press('overview-states');
  expect((await screen.findByTestId('toast')).textContent).toContain('/tmp/oa.csv');
});

it('gets tokens for all imported OAs after one question', async () => {
  const refreshToken = vi.fn(async () => anOutcome());
  const fresh = (id: string, hasAccessToken: boolean) =>
    aPage({ row: aRow({ id, name: id, state: 'new', accessExpiresAt: null, hasAccessToken }) });
  const imported = [aPage(), fresh('n1', true), fresh('n2', false)];
  await overview(imported, { refreshToken });
  expect(screen.getByTestId('new-line').textContent).toContain('2 OA mới nhập');
  await press('refresh-new');
  expect(refreshToken).not.toHaveBeenCalled();
  await confirm('refresh-new-act');
  await waitFor(() =>
    expect(refreshToken.mock.calls).toEqual([
      ['n1', true],
      ['n2', true],
    ]),
  );
});

it('ticked OAs move to another computer in one file', async () => {
  const moveProfiles = vi.fn(async () => 'OA Token.oatoken');
  await overview(pages, { moveProfiles });
  await press('overview-select-all');
  await press('selbar-move');
  await type('move-passphrase', 'FAKE cá voi xanh');
  await type('move-passphrase-again', 'FAKE cá voi xanh');
  await press('move-confirm');
  await waitFor(() => expect(moveProfiles).toHaveBeenCalledOnce());
  expect(moveProfiles.mock.calls[0]).toEqual([expect.arrayContaining(['p1', 'p2', 'p3', 'p4']), 'FAKE cá voi xanh']);
  expect((await screen.findByTestId('move-done')).textContent).toContain('các OA này');
});
