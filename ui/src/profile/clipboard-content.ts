/** Handles Zalo's whole answer pasted into a field for one token. Pure; the text is the user's own clipboard. */

export interface PastedPair {
  accessToken: string;
  refreshToken: string;
}

/** Returns both tokens of a JSON answer; null for any other text, which is then left unchanged. */
export function pairIn(text: string): PastedPair | null {
  const answer = objectIn(text);
  const access = answer?.['access_token'];
  const refresh = answer?.['refresh_token'];
  const areTexts = typeof access === 'string' && typeof refresh === 'string';
  return areTexts && access !== '' && refresh !== '' ? { accessToken: access, refreshToken: refresh } : null;
}

function objectIn(text: string): Record<string, unknown> | null {
  // Some programs put a byte order mark before the text.
  const json = text.replace(/^\uFEFF/u, '').trim();
  if (!json.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
