import { expect, it } from 'vitest';
import { aRow, hours, NOW } from '../../dev/fake-ipc';
import type { Order } from '../lib/ipc';
import { Listing } from './listing.svelte';

const valid = aRow({ id: 'a', name: 'B', accessExpiresAt: hours(20) });
const expiring = aRow({ id: 'b', name: 'A', state: 'expiring', accessExpiresAt: hours(1) });

/** A desk whose parts the test can set. */
function host(order: Order) {
  const desk = $state({
    rows: [valid, expiring],
    clock: { now: NOW },
    looks: { order },
    sender: { phaseOf: (row: { sending: boolean }) => (row.sending ? 'sending' : null) },
    round: { running: false },
  });
  return desk;
}
const ids = (listing: Listing) => listing.rows.map((row) => row.id).join('');

it('a send that ends well moves its row only once nothing is under way', () => {
  const desk = host('urgency');
  const listing = new Listing(desk);
  expect(ids(listing)).toBe('ba');
  desk.rows = [valid, { ...expiring, sending: true, state: 'valid', accessExpiresAt: hours(25) }];
  expect(ids(listing)).toBe('ba');
  desk.rows = [valid, { ...expiring, state: 'valid', accessExpiresAt: hours(25) }];
  expect(ids(listing)).toBe('ab');
});

it('another order that is chosen meanwhile is taken at once', () => {
  const desk = host('added');
  desk.round.running = true;
  const listing = new Listing(desk);
  expect(ids(listing)).toBe('ab');
  desk.looks.order = 'name';
  expect(ids(listing)).toBe('ba');
});
