/** A mark's colour and shape. */
export type Tone = 'ok' | 'warn' | 'bad' | 'off';
