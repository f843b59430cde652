/** Carries out the one act of a row. The core has chosen it. */
import type { App } from '../app/app.svelte';
import type { ProfileRow, QuickAct } from '../ipc';

type Host = Pick<App, 'choose' | 'copy' | 'refresh' | 'authorization' | 'correcting'>;

/** Reports whether an act sends the OA. */
export function isSend(kind: QuickAct): boolean {
  return kind === 'refresh' || kind === 'send_again';
}

const ACTS: Record<QuickAct, (host: Host, row: ProfileRow) => unknown> = {
  copy: (host, row) => host.copy(row.id, 'access_token'),
  refresh: (host, row) => host.refresh.send(row.id, false),
  send_again: (host, row) => host.refresh.send(row.id, false),
  get_new_pair: pair,
  get_pair: pair,
  fix_secret_key: (host, row) => correct(host, row, 'secret_key'),
  fix_app_id: (host, row) => correct(host, row, 'app_id'),
  choose_file: (host, row) => host.choose(row.id),
  open: (host, row) => host.choose(row.id),
};

export function act(host: Host, row: ProfileRow): void {
  if (row.act) void ACTS[row.act.kind](host, row);
}

/** A practice OA gets no pair from Zalo; its page says what to do. */
function pair(host: Host, row: ProfileRow): void {
  host.choose(row.id);
  if (!row.practice) host.authorization.open(row.id);
}

function correct(host: Host, row: ProfileRow, field: 'secret_key' | 'app_id'): void {
  host.choose(row.id);
  host.correcting = field;
}
