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

it('an OA that needs the user has the core’s reason and act, and the act leads to where it is done', async () => {
  const wrong = aPage({ row: aRow({ id: 'p5', name: 'Trường Hoa Sen', state: 'refused' }) });
  const unwritten = {
    reason: { words: 'page-need-file', args: { file: 'zalo.env' } },
    act: { kind: 'choose_file', words: 'page-step-choose-file' },
    group: 'person',
    need: 'person',
  } as const;
  const file = aPage({ row: aRow({ id: 'p6', name: 'Gốm' }, unwritten) });
  render(App, { ipc: fakeIpc([...pages, wrong, file]) });
  await fireEvent.click(await screen.findByTestId('nav-overview'));
  const needs = () => [...screen.getByTestId('overview-need').querySelectorAll('li')].map((each) => each.textContent);
  expect(needs()).toEqual([
    expect.stringMatching(/Nha khoa.*không nhận refresh token nữa.*Cấp quyền lại/u),
    expect.stringMatching(/Hoa Sen.*Sai secret_key.*Sửa secret_key/u),
    expect.stringMatching(/Gốm.*Không ghi được zalo.env.*Chọn lại tệp/u),
  ]);
  await fireEvent.click(screen.getAllByTestId('overview-need-act')[1] as HTMLElement);
  await screen.findByTestId('edit-secret-key');
  await fireEvent.click(screen.getByTestId('nav-overview'));
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
  render(App, { ipc: fakeIpc(pages, {}, { exportList }) });
  await fireEvent.click(await screen.findByTestId('nav-overview'));
  await fireEvent.click(await screen.findByTestId('overview-select-all'));
  await fireEvent.click(screen.getByTestId('selbar-export'));
  // One is valid; the rest has ended or needs consent.
  expect((await screen.findByTestId('export-list-left')).textContent).toContain('3 OA');
  await fireEvent.click(screen.getByTestId('export-list-csv'));
  await waitFor(() => expect(screen.getByTestId('export-list-preview').textContent).toBe('csv p1 ••••••••••••xBzR'));
  await fireEvent.click(screen.getByTestId('export-list-save'));
  await waitFor(() => expect(exportList).toHaveBeenCalledWith(['p1'], 'csv', false));
  expect((await screen.findByTestId('toast')).textContent).toContain('/tmp/oa.csv');
  expect(screen.queryByTestId('export-list-save')).toBeNull();
});

it('saves the deadlines and the states of all OAs', async () => {
  const [saveCalendar, saveStates] = [vi.fn(async () => null), vi.fn(async () => '/tmp/oa.csv')];
  render(App, { ipc: fakeIpc(pages, {}, { saveCalendar, saveStates }) });
  await fireEvent.click(await screen.findByTestId('nav-overview'));
  await fireEvent.click(await screen.findByTestId('overview-calendar'));
  expect(saveCalendar).toHaveBeenCalledWith(['p1', 'p2', 'p3', 'p4']);
  expect(screen.queryByTestId('toast')).toBeNull();
  await fireEvent.click(screen.getByTestId('overview-states'));
  expect((await screen.findByTestId('toast')).textContent).toContain('/tmp/oa.csv');
});

it('gets tokens for all imported OAs after one question', async () => {
  const refreshToken = vi.fn(async () => anOutcome());
  const fresh = (id: string, hasAccessToken: boolean) =>
    aPage({ row: aRow({ id, name: id, state: 'new', accessExpiresAt: null, hasAccessToken }) });
  const imported = [aPage(), fresh('n1', true), fresh('n2', false)];
  render(App, { ipc: fakeIpc(imported, {}, { refreshToken }) });
  await fireEvent.click(await screen.findByTestId('nav-overview'));
  const button = await screen.findByTestId('refresh-new');
  expect(screen.getByTestId('new-line').textContent).toContain('2 OA mới nhập');
  await fireEvent.click(button);
  expect(refreshToken).not.toHaveBeenCalled();
  const act = await screen.findByTestId('refresh-new-act');
  await waitFor(() => expect(act.getAttribute('aria-disabled')).toBe('false'));
  await fireEvent.click(act);
  await waitFor(() =>
    expect(refreshToken.mock.calls).toEqual([
      ['n1', true],
      ['n2', true],
    ]),
  );
});

it('ticked OAs move to another computer in one file', async () => {
  const moveProfiles = vi.fn(async () => 'OA Token.oatoken');
  render(App, { ipc: fakeIpc(pages, {}, { moveProfiles }) });
  await fireEvent.click(await screen.findByTestId('nav-overview'));
  await fireEvent.click(await screen.findByTestId('overview-select-all'));
  await fireEvent.click(screen.getByTestId('selbar-move'));
  for (const box of ['move-passphrase', 'move-passphrase-again']) {
    await fireEvent.input(await screen.findByTestId(box), { target: { value: 'FAKE cá voi xanh' } });
  }
  await fireEvent.click(screen.getByTestId('move-confirm'));
  await waitFor(() => expect(moveProfiles).toHaveBeenCalledOnce());
  expect(moveProfiles.mock.calls[0]).toEqual([expect.arrayContaining(['p1', 'p2', 'p3', 'p4']), 'FAKE cá voi xanh']);
  expect((await screen.findByTestId('move-done')).textContent).toContain('các OA này');
});
