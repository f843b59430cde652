import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExportChoice, Ipc } from '../ipc';
import { roughPreview } from '../../dev/fake-export';
import { fakeIpc, refusal } from '../../dev/fake-ipc';
import { Export } from './export.svelte';
import { USUAL_NAMES } from './rules';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function handing(change: Partial<Ipc>, tell: (thrown: unknown) => unknown = () => undefined) {
  return new Export(fakeIpc([], {}, change), 'p1', 'text', tell);
}

describe('the preview', () => {
  it('follows the format immediately', async () => {
    const previewExport = vi.fn(async (_id: string, choice: ExportChoice) => roughPreview(choice));
    const exporting = handing({ previewExport });
    exporting.choose('env');
    await vi.advanceTimersByTimeAsync(0);
    expect(previewExport).toHaveBeenCalledExactlyOnceWith('p1', {
      format: 'env',
      withRefreshToken: false,
      names: USUAL_NAMES,
    });
    expect(exporting.lines.map((line) => line.variable)).toEqual(['access_token', 'expires_at']);
  });

  it('follows a name when typing pauses', async () => {
    const previewExport = vi.fn(async (_id: string, choice: ExportChoice) => roughPreview(choice));
    const exporting = handing({ previewExport });
    exporting.format = 'env';
    for (const typed of ['T', 'TO', 'TOK']) {
      exporting.names.accessToken = typed;
      exporting.renamed();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(previewExport).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(previewExport).toHaveBeenCalledOnce();
    expect(exporting.preview.text).toContain('TOK=');
  });

  it('keeps the lines and the field to correct while a name is wrong', async () => {
    const exporting = handing({});
    exporting.names.accessToken = '1 A';
    exporting.choose('env');
    exporting.tick(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(exporting.blocked).toBe(true);
    expect(exporting.lines.map((line) => line.variable)).toEqual(['access_token', 'expires_at', 'refresh_token']);
    exporting.choose('text');
    await vi.advanceTimersByTimeAsync(0);
    expect(exporting.blocked).toBe(false);
  });

  it('that is refused is reported, and shows nothing', async () => {
    const tell = vi.fn();
    const exporting = handing({ previewExport: () => refusal({ code: 'no_such_secret' }) }, tell);
    exporting.choose('json');
    await vi.advanceTimersByTimeAsync(0);
    expect(tell).toHaveBeenCalledOnce();
    expect(exporting.preview.text).toBe('');
  });
});

it('a command never includes the refresh token, although it stays ticked for the other formats', () => {
  const exporting = handing({});
  exporting.tick(true);
  exporting.choose('curl');
  expect(exporting.withRefreshToken).toBe(false);
  exporting.choose('json');
  expect(exporting.withRefreshToken).toBe(true);
});

it('a second press during the action does nothing', async () => {
  const exportTokens = vi.fn(() => new Promise<never>(() => undefined));
  const exporting = handing({ exportTokens });
  void exporting.save();
  expect(await exporting.save()).toBeNull();
  expect(await exporting.copy()).toBe(false);
  expect(exportTokens).toHaveBeenCalledOnce();
});
