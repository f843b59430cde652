/** The ways to import, with a fake shell: what the user does, and what the screen then shows. */
import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Listeners } from '../ipc';
import { ONE_TEXT } from '../../dev/fake-import';
import { aPage, aRow, fakeIpc, hours, refusal } from '../../dev/fake-ipc';
import { openApp as open, paste, press } from '../../dev/on-page';

describe('a paste', () => {
  it('of unknown text is reported without repeating it', async () => {
    await open(fakeIpc([aPage()]));
    paste('hôm nay trời đẹp', document.body);
    await screen.findByTestId('notice-close');
    expect(document.body.textContent).toContain('Không nhận ra');
    expect(document.body.textContent).not.toContain('trời đẹp');
  });

  it('while a dialog is open goes to that dialog', async () => {
    const readImport = vi.fn(() => refusal({ code: 'unexpected' }));
    await open(fakeIpc([aPage()], {}, { readImport }));
    await press('find');
    await screen.findByRole('dialog');
    expect(paste(ONE_TEXT, document.body).defaultPrevented).toBe(false);
    expect(readImport).not.toHaveBeenCalled();
  });

  it('has a target while the keys are down, and the focus is restored', async () => {
    await open(fakeIpc([aPage()]));
    const button = screen.getByTestId('settings');
    button.focus();
    await fireEvent.keyDown(button, { key: 'v', ctrlKey: true });
    const catcher = document.activeElement;
    expect(catcher?.className).toBe('catcher');
    await fireEvent.keyUp(catcher ?? button, { key: 'v', ctrlKey: true });
    expect(document.activeElement).toBe(button);
    await fireEvent.keyDown(button, { key: 'v', ctrlKey: true });
    expect(paste(ONE_TEXT, catcher ?? button).defaultPrevented).toBe(true);
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
  const shell = fakeIpc([aPage()]);
  await open({ ...shell, listen, readDropped: (fill) => shell.readImport(ONE_TEXT, fill) });
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
  expect(document.querySelector('.count')).toBeNull();
  await press('nav-overview');
  await screen.findAllByTestId('overview-row');
  expect(screen.queryByTestId('refresh-due')).toBeNull();
  expect(screen.queryByTestId('overview-need')).toBeNull();
  const marks = screen.getAllByTestId('overview-row').filter((row) => row.textContent.includes('OA mẫu'));
  expect(marks).toHaveLength(2);
});
