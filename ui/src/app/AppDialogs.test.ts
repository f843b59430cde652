/** The shortcuts, on the page with a fake shell. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { aPage, aRow, fakeIpc, UNCHANGED } from '../../dev/fake-ipc';
import { gone, openApp as open, press, text } from '../../dev/on-page';

const chosen = () => document.querySelector('[aria-current="page"] b')?.textContent;
const key = (pressed: KeyboardEventInit) => fireEvent.keyDown(document.body, pressed);

describe('the keyboard', () => {
  it('F1 opens the help, also on the first run; the work goes on beside it', async () => {
    await open(fakeIpc(), 'paste-area');
    await key({ key: 'F1' });
    expect((await screen.findByTestId('help-text')).textContent).toContain('Thêm OA');
    await key({ key: ',', ctrlKey: true });
    await screen.findByTestId('settings-general');
    await press('help-broken');
    expect(text('help-text')).toContain('-14014');
    await press('guide-chuyen-may');
    expect(text('guide-text')).toContain('Lưu tệp và chuyển đi…');
    await key({ key: 'Escape' });
    await gone('help-text');
    expect(screen.getByTestId('settings-general')).toBeTruthy();
  });

  it('goes up and down the list in the order shown', async () => {
    const uiSettings = { ...UNCHANGED, lastProfile: 'p1', order: 'name' as const };
    const pages = [aPage(), aPage({ row: aRow({ id: 'p2', name: 'An Bình' }) })];
    await open(fakeIpc(pages, { uiSettings }));
    expect(screen.getAllByTestId('profile-item').map((item) => item.title)).toEqual(['An Bình', 'Cà phê Hà Nội']);
    await key({ key: 'ArrowUp', altKey: true });
    await waitFor(() => expect(chosen()).toBe('An Bình'));
    await key({ key: 'ArrowUp', altKey: true });
    expect(chosen()).toBe('An Bình');
    await key({ key: 'ArrowDown', altKey: true });
    await waitFor(() => expect(chosen()).toBe('Cà phê Hà Nội'));
  });

  it('Ctrl Y opens the history, Ctrl N the slots of a new OA', async () => {
    await open(fakeIpc([aPage()]));
    await key({ key: 'n', ctrlKey: true });
    await screen.findByTestId('paste-area');
    await press('profile-item');
    await gone('paste-area');
    await key({ key: 'y', ctrlKey: true });
    await screen.findByTestId('diary-empty');
  });
});
