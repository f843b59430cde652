import { describe, expect, it, vi } from 'vitest';
import { aPage, aRow, fakeIpc } from '../../dev/fake-ipc';
import { Changes } from './changes';

function aHost(opened: string | null, change = {}) {
  const getRow = vi.fn(async (id: string) => aRow({ id }));
  return {
    ipc: fakeIpc([aPage()], {}, { getRow }),
    getRow,
    appLocked: false,
    isOpen: (id: string) => id === opened,
    fetchOpened: vi.fn(async () => undefined),
    takeRow: vi.fn(),
    reload: vi.fn(async () => undefined),
    tell: vi.fn(),
    ...change,
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('events of the shell', () => {
  it('of one change reload the open page once, and nothing else', async () => {
    const host = aHost('p1');
    const changes = new Changes(host);
    changes.profile('p1');
    changes.profile('p1');
    changes.profile('p1');
    await settled();
    expect(host.fetchOpened).toHaveBeenCalledOnce();
    expect(host.getRow).not.toHaveBeenCalled();
    expect(host.reload).not.toHaveBeenCalled();
  });

  it('reload one row for an OA that is not open', async () => {
    const host = aHost('p1');
    new Changes(host).profile('p2');
    await settled();
    expect(host.takeRow).toHaveBeenCalledExactlyOnceWith(aRow({ id: 'p2' }));
    expect(host.fetchOpened).not.toHaveBeenCalled();
  });

  it('of all OAs reload everything once, whatever else has changed', async () => {
    const host = aHost('p1');
    const changes = new Changes(host);
    changes.profile('p1');
    changes.all();
    changes.all();
    await settled();
    expect(host.reload).toHaveBeenCalledOnce();
    expect(host.fetchOpened).not.toHaveBeenCalled();
  });

  it('that arrive during a reload lead to another one', async () => {
    const host = aHost('p1');
    const changes = new Changes(host);
    host.fetchOpened.mockImplementationOnce(() => {
      changes.profile('p1');
      return Promise.resolve(undefined);
    });
    changes.profile('p1');
    await settled();
    expect(host.fetchOpened).toHaveBeenCalledTimes(2);
  });

  it('are followed after a reload that failed', async () => {
    const host = aHost(null);
    const changes = new Changes(host);
    host.reload.mockRejectedValueOnce(new Error('FAKE'));
    changes.all();
    await settled();
    expect(host.tell).toHaveBeenCalledOnce();
    changes.all();
    await settled();
    expect(host.reload).toHaveBeenCalledTimes(2);
  });

  it('reload nothing while the app is locked', async () => {
    const host = aHost('p1', { appLocked: true });
    new Changes(host).profile('p1');
    await settled();
    expect(host.fetchOpened).not.toHaveBeenCalled();
  });
});
