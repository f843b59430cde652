/** What is known of newer versions, in the fake shell. */
import type { Ipc, UpdateView } from '../src/ipc';

export function anUpdate(change: Partial<UpdateView> = {}): UpdateView {
  return { running: '1.2.0', isNewest: false, version: '1.3.0', command: null, ...change };
}

type UpdateCommands = Pick<Ipc, 'getUpdate' | 'openRelease' | 'copyUpdateCommand' | 'installUpdate'>;

export function fakeUpdates(view: UpdateView | null = null): UpdateCommands {
  return {
    getUpdate: async () => view,
    openRelease: async () => null,
    copyUpdateCommand: async () => null,
    installUpdate: async () => null,
  };
}
