/** Shared by every part of the fake shell: the current time, and how commands are refused. */
import { CommandFailure, type CommandError, type UiSettings } from '../src/ipc';

export const NOW = new Date('2026-11-22T20:14:30+07:00');

/** Returns a time this many hours from the preview's now. */
export function hours(from: number): string {
  return new Date(NOW.getTime() + from * 3_600_000).toISOString();
}

/** The settings of a page that nobody has changed. */
export const UNCHANGED: UiSettings = {
  language: 'vi',
  theme: 'light',
  lastProfile: null,
  order: 'added',
  closeToTray: null,
  groups: [],
  pins: [],
  updateChecks: null,
};

/** Refuses a command as the shell does. */
export function refusal(error: CommandError): Promise<never> {
  return Promise.reject(new CommandFailure(error));
}
