/** Newer versions, on the page with a fake shell. */
import { waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Ipc, UpdateView } from '../ipc';
import { aPage, refusal } from '../../dev/fake-ipc';
import { anUpdate, fakeUpdates } from '../../dev/fake-updates';
import { gone, laterLoaded, open, press, text } from '../../dev/on-page';

const openWith = async (view: UpdateView | null, change: Partial<Ipc> = {}, ...presses: string[]) => {
  await open(aPage(), { ...fakeUpdates(view), ...change }, ...presses);
  await laterLoaded();
};

describe('a newer version', () => {
  it('is shown with what to do, until the notice is closed', async () => {
    const installUpdate = vi.fn<Ipc['installUpdate']>(async () => null);
    await openWith(anUpdate(), { installUpdate });
    await waitFor(() => expect(text('update')).toContain('Bản 1.3.0 đã tải xong.'));
    await press('update-install');
    expect(installUpdate).toHaveBeenCalledOnce();
    await press('update-close');
    await gone('update');
  });

  it('is not installed while something is under way, and the reason is shown', async () => {
    const words = 'page-update-held-sending';
    const refused = () => refusal({ code: 'cannot_save', words, next: `${words}-next`, args: {} });
    await openWith(anUpdate(), { installUpdate: refused });
    await press('update-install');
    await waitFor(() => expect(document.body.textContent).toContain('đang lấy token cho một OA'));
  });

  it('is a command where a package manager owns the program', async () => {
    const copyUpdateCommand = vi.fn<Ipc['copyUpdateCommand']>(async () => null);
    await openWith(anUpdate({ command: 'sudo apt install ./oa-token_1.3.0_*.deb' }), { copyUpdateCommand });
    await waitFor(() => expect(text('update')).toContain('sudo apt install'));
    await gone('update-install');
    await press('update-copy');
    expect(copyUpdateCommand).toHaveBeenCalledOnce();
  });
});

describe('the settings', () => {
  it('have no switch where the program has no updates', async () => {
    await openWith(null, {}, 'settings');
    await gone('update-group');
  });

  it('say which version runs, and can stop the looking', async () => {
    const setUiSettings = vi.fn<Ipc['setUiSettings']>(async () => null);
    await openWith(anUpdate({ version: null, isNewest: true }), { setUiSettings }, 'settings');
    await waitFor(() => expect(text('update-group')).toContain('Đang dùng bản 1.2.0, mới nhất.'));
    await press('update-checks');
    await waitFor(() =>
      expect(setUiSettings).toHaveBeenLastCalledWith(expect.objectContaining({ updateChecks: false })),
    );
  });
});
