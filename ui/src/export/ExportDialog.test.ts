/** Exporting, on the page with a fake shell. */
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Ipc } from '../ipc';
import { aPage, aRow } from '../../dev/fake-ipc';
import { aFile } from '../../dev/fake-places';
import { isDisabled, open, pick, press, type } from '../../dev/on-page';
import { FORMATS } from './rules';

/** Opens the dialog from the OA's menu, and presses these elements. */
async function openExport(change: Partial<Ipc>, ...presses: string[]): Promise<void> {
  await open(aPage(), change);
  await pick('export');
  for (const testid of presses) await press(testid);
}

describe('the export dialog', () => {
  it('offers seven formats, the plain token chosen, and previews each', async () => {
    await openExport({});
    const all = await screen.findAllByRole('radio');
    expect(all.map((each) => each.dataset['testid'])).toEqual(FORMATS.map((each) => `export-format-${each.value}`));
    expect(all.filter((each) => each.getAttribute('aria-checked') === 'true')).toEqual([all[0]]);
    await waitFor(() => expect(screen.getByTestId('export-preview').textContent).toBe('••••••••••••xBzR'));
    await press('export-format-json_iso');
    await waitFor(() => expect(screen.getByTestId('export-preview').textContent).toContain('"expires_at"'));
  });

  it('names of variables can be changed; a wrong one is marked and blocks saving and copying', async () => {
    const copyExport = vi.fn<Ipc['copyExport']>(async () => null);
    await openExport({ copyExport }, 'export-format-env');
    await type('export-name-access', '1 sai');
    await waitFor(() => expect(screen.getByTestId('export-wrong').textContent).toContain('Tên biến chỉ gồm'));
    expect(screen.getByTestId('export-name-access').getAttribute('aria-invalid')).toBe('true');
    expect(isDisabled('export-save') && isDisabled('export-copy')).toBe(true);
    await type('export-name-access', 'WP_TOKEN');
    await waitFor(() => expect(isDisabled('export-copy')).toBe(false));
    await press('export-copy');
    expect(copyExport.mock.calls[0]?.[1]).toMatchObject({ format: 'env', names: { accessToken: 'WP_TOKEN' } });
    await waitFor(() => expect(screen.queryByTestId('export-copy')).toBeNull());
    expect((await screen.findByTestId('toast')).textContent).toContain('Đã sao chép');
  });

  it('warns while the refresh token is included; the next unlock resets that, but not the format', async () => {
    const exportTokens = vi.fn<Ipc['exportTokens']>(async () => '/tmp/oa.tsv');
    await openExport({ exportTokens }, 'export-format-tsv');
    expect(screen.queryByTestId('export-warning')).toBeNull();
    await press('export-with-refresh');
    await screen.findByTestId('export-warning');
    await press('export-save');
    expect(exportTokens.mock.calls[0]?.[1]).toMatchObject({ format: 'tsv', withRefreshToken: true });
    await waitFor(() => expect(screen.queryByTestId('export-save')).toBeNull());
    await pick('export');
    expect((await screen.findByTestId('export-format-tsv')).getAttribute('aria-checked')).toBe('true');
    expect(screen.getByTestId('export-with-refresh').getAttribute('aria-checked')).toBe('false');
    await press('export-format-curl');
    expect(screen.queryByTestId('export-with-refresh')).toBeNull();
  });

  it('stays open when the file dialog is cancelled', async () => {
    await openExport({ exportTokens: async () => null }, 'export-save');
    await waitFor(() => expect(isDisabled('export-save')).toBe(false));
    expect(screen.queryByTestId('toast')).toBeNull();
  });
});

describe('the file written after each refresh', () => {
  it('is chosen in the export dialog, and is one of the places on the page', async () => {
    let row = aRow();
    const chooseDestination = vi.fn<Ipc['chooseDestination']>(async () => (row = aRow({ places: [aFile()] })));
    const shell = { chooseDestination, listProfiles: async () => [row], openProfile: async () => aPage({ row }) };
    await openExport(shell, 'export-format-env', 'export-outlet');
    expect((await screen.findByTestId('place')).textContent).toContain('zalo.env');
    expect(chooseDestination.mock.calls[0]?.[1]).toMatchObject({ format: 'env', withRefreshToken: false });
  });
});
