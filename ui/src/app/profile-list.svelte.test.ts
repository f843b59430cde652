import { expect, it } from 'vitest';
import type { Order } from '../ipc';
import { aRow, hours, NOW } from '../../dev/fake-ipc';
import { ProfileList } from './profile-list.svelte';

const valid = aRow({ id: 'a', name: 'B', accessExpiresAt: hours(20) });
const expiring = aRow({ id: 'b', name: 'A', state: 'expiring', accessExpiresAt: hours(1) });

/** A app whose parts the test can set. */
function host(order: Order) {
  const app = $state({
    rows: [valid, expiring],
    clock: { now: NOW },
    uiSettings: { order, pins: [] as string[] },
    refresh: { isBusy: (rows: readonly { sending: boolean }[]) => rows.some((row) => row.sending) },
    bulkRefresh: { running: false },
  });
  return app;
}
const ids = (profileList: ProfileList) => profileList.rows.map((row) => row.id).join('');

it('a successful send moves its row only after all sends have ended', () => {
  const app = host('urgency');
  const profileList = new ProfileList(app);
  expect(ids(profileList)).toBe('ba');
  app.rows = [valid, aRow({ ...expiring, sending: true, state: 'valid', accessExpiresAt: hours(25) })];
  expect(ids(profileList)).toBe('ba');
  app.rows = [valid, aRow({ ...expiring, state: 'valid', accessExpiresAt: hours(25) })];
  expect(ids(profileList)).toBe('ab');
});

it('another order chosen meanwhile applies immediately', () => {
  const app = host('added');
  app.bulkRefresh.running = true;
  const profileList = new ProfileList(app);
  expect(ids(profileList)).toBe('ab');
  app.uiSettings.order = 'name';
  expect(ids(profileList)).toBe('ba');
});

it('pinned ones come first, whatever the order', () => {
  const app = host('urgency');
  const profileList = new ProfileList(app);
  app.uiSettings.pins = ['a'];
  expect(ids(profileList)).toBe('ab');
});
