/** A mark's colour and shape. */
export type { Tone } from '../ipc';
