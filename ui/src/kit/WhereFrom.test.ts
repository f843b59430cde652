import { expect, it, vi } from 'vitest';
import { aPage } from '../../dev/fake-ipc';
import { open, press } from '../../dev/on-page';

it.each([
  ['form-secret-key-where', 'apps'],
  ['form-app-id-where', 'apps'],
  ['form-refresh-token-where', 'api_explorer'],
])('%s shows where to click before it opens Zalo’s page', async (testid, link) => {
  const openLink = vi.fn(async () => null);
  await open(aPage(), { openLink }, 'nav-add', 'way-form', testid);
  expect(openLink).not.toHaveBeenCalled();
  await press('where-open');
  expect(openLink).toHaveBeenCalledExactlyOnceWith(link);
});
