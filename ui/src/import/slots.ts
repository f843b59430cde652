/** The three slots of an OA. Pure; the core has recognised and checked the values. */
import type { ImportDraft, ImportEdit } from '../ipc';

export type SlotField = 'app_id' | 'secret_key' | 'refresh_token';

export interface SlotRow {
  field: SlotField;
  key: keyof ImportEdit & ('appId' | 'secretKey' | 'refreshToken');
  /** Message ids: the name, and a sentence on the value. */
  name: string;
  hint: string;
}

export const SLOT_ROWS: readonly SlotRow[] = [
  { field: 'app_id', key: 'appId', name: 'page-slot-app-id', hint: 'page-hint-app-id-form' },
  { field: 'secret_key', key: 'secretKey', name: 'page-slot-secret-key', hint: 'page-hint-secret-key-form' },
  {
    field: 'refresh_token',
    key: 'refreshToken',
    name: 'page-slot-refresh-token',
    hint: 'page-hint-refresh-token-form',
  },
];

/** Returns what a slot shows: the app's id, or the last characters of a secret; null if it is empty. */
export function valueOf(draft: ImportDraft, { key }: SlotRow): string | null {
  return draft[key] || null;
}

export function missingOf(draft: ImportDraft): SlotField[] {
  return SLOT_ROWS.filter((row) => valueOf(draft, row) === null).map((row) => row.field);
}
