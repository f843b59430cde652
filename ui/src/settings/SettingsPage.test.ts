/** The settings, on the page with a fake shell. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { aPage, refusal } from '../../dev/fake-ipc';
import { open, press, text } from '../../dev/on-page';

describe('the settings', () => {
  it('show beside the box that an address is invalid', async () => {
    const setSettings = vi.fn(() => refusal({ code: 'invalid_proxy', words: 'settings-proxy-scheme' }));
    await open(aPage(), { setSettings }, 'settings', 'settings-data');
    const box = await screen.findByTestId('proxy');
    await fireEvent.input(box, { target: { value: 'socks5://a:1' } });
    await fireEvent.blur(box);
    await waitFor(() => expect(text('proxy-said')).toContain('Chỉ dùng được proxy HTTP'));
    expect(screen.queryByTestId('toast')).toBeNull();
  });

  it('save a clipboard time immediately', async () => {
    const setSettings = vi.fn(async () => null);
    await open(aPage(), { setSettings }, 'settings', 'settings-protection');
    await press('clipboard-access-0');
    await waitFor(() =>
      expect(setSettings).toHaveBeenCalledExactlyOnceWith({
        proxy: '',
        accessClipboardSeconds: 0,
        otherClipboardSeconds: 30,
      }),
    );
    expect(screen.getByTestId('clipboard-access-0').getAttribute('aria-pressed')).toBe('true');
  });
});
