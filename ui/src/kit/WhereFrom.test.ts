import { expect, it, vi } from 'vitest';
import { aPage } from '../../dev/fake-ipc';
import { open, press } from '../../dev/on-page';

it.each([
  ['edit-secret-key-where', 'apps'],
  ['edit-app-id-where', 'apps'],
])('%s shows where to click before it opens Zalo’s page', async (testid, link) => {
  const openLink = vi.fn(async () => null);
  await open(aPage(), { openLink }, 'edit', testid);
  expect(openLink).not.toHaveBeenCalled();
  await press('where-open');
  expect(openLink).toHaveBeenCalledExactlyOnceWith(link);
});
