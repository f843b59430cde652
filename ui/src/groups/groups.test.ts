/** Groups and pins on the screen, with a fake shell. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { laterLoaded } from '../../dev/on-page';
import App from '../App.svelte';
import type { Ipc, ProfileGroup } from '../ipc';
import { aPage, aRow, fakeIpc, UNCHANGED } from '../../dev/fake-ipc';

const pages = [
  aPage(),
  aPage({ row: aRow({ id: 'p2', name: 'Shop Thảo My' }) }),
  aPage({ row: aRow({ id: 'p3', name: 'Nha khoa', state: 'needs_consent' }), send: 'dead_token' }),
];
const retail: ProfileGroup = { id: 'g1', name: 'Bán lẻ', hue: 140, profiles: ['p2', 'p3'] };

async function overview(groups: ProfileGroup[], pins: string[] = []) {
  const setUiSettings = vi.fn<Ipc['setUiSettings']>(async () => null);
  render(App, {
    ipc: fakeIpc(pages, { uiSettings: { ...UNCHANGED, lastProfile: 'p1', groups, pins } }, { setUiSettings }),
  });
  await fireEvent.click(await screen.findByTestId('nav-overview'));
  await screen.findAllByTestId('overview-row');
  await laterLoaded();
  return { stored: () => setUiSettings.mock.lastCall?.[0] };
}
const tick = async (at: number) => fireEvent.click(screen.getAllByTestId('overview-select')[at] ?? document.body);
const shown = () => screen.getAllByTestId('overview-row').map((row) => row.querySelector('b')?.textContent);

it('a group says how many of its OAs need the user, and shows only its own', async () => {
  await overview([retail]);
  const group = screen.getByTestId('nav-group');
  expect(group.getAttribute('aria-label')).toBe('Bán lẻ, 2 OA, 1 OA cần xử lý');
  await fireEvent.click(group);
  expect(shown()).toEqual(['Nha khoa', 'Shop Thảo My']);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Bán lẻ');
  expect(screen.getByTestId('filter-all').textContent).toContain('2');
  await fireEvent.click(screen.getByTestId('nav-overview'));
  expect(shown()).toHaveLength(3);
});

it('the ticked OAs go into a new group; a name is needed', async () => {
  const { stored } = await overview([]);
  await tick(1);
  await fireEvent.pointerDown(screen.getByTestId('selbar-group'), { button: 0, pointerType: 'mouse' });
  await fireEvent.click(await screen.findByTestId('group-make'));
  const name = await screen.findByTestId('group-name');
  await fireEvent.click(screen.getByTestId('group-save'));
  expect(screen.getByText('Hãy đặt tên cho nhóm.')).toBeTruthy();
  await fireEvent.input(name, { target: { value: '  Giáo dục ' } });
  await fireEvent.click(screen.getByTestId('group-save'));
  await waitFor(() => expect(stored()?.groups).toMatchObject([{ name: 'Giáo dục', profiles: ['p1'] }]));
  expect(screen.queryByTestId('group-name')).toBeNull();
});

it('a group is renamed, and removed without its OAs', async () => {
  const { stored } = await overview([retail]);
  await fireEvent.click(screen.getByTestId('nav-group'));
  await fireEvent.click(screen.getByTestId('group-edit'));
  await fireEvent.input(await screen.findByTestId('group-name'), { target: { value: 'Cửa hàng' } });
  await fireEvent.click(screen.getByTestId('group-save'));
  await waitFor(() => expect(stored()?.groups).toEqual([{ ...retail, name: 'Cửa hàng' }]));
  await fireEvent.click(screen.getByTestId('group-edit'));
  await fireEvent.click(await screen.findByTestId('group-remove'));
  await waitFor(() => expect(stored()?.groups).toEqual([]));
  expect(shown()).toHaveLength(3);
});

it('the ticked OAs are pinned: they come first in the list', async () => {
  const { stored } = await overview([], ['p2']);
  expect(screen.getAllByTestId('profile-item')[0]?.title).toBe('Shop Thảo My');
  await tick(0);
  await fireEvent.click(screen.getByTestId('selbar-pin'));
  await waitFor(() => expect(stored()?.pins).toEqual(['p2', 'p3']));
});

it('X ticks the row that has the focus', async () => {
  await overview([]);
  await fireEvent.keyDown(screen.getAllByTestId('overview-step')[1] ?? document.body, { key: 'x' });
  expect(screen.getAllByTestId('overview-select').map((box) => box.getAttribute('aria-checked'))).toEqual([
    'false',
    'true',
    'false',
  ]);
});
