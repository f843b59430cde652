/** Formats a recovery code in groups of four as it is typed and shown. Only the core decides whether it is right. */

const GROUP = 4;

/** Keeps only letters and digits, in upper case. */
export function bareCode(typed: string): string {
  return typed.replace(/[^\da-z]/giu, '').toUpperCase();
}

/** "k7pt 9xq2fa" → "K7PT-9XQ2-FA". Nothing is truncated; the core reports a code that is too long. */
export function formatCode(typed: string): string {
  return (
    bareCode(typed)
      .match(new RegExp(`.{1,${String(GROUP)}}`, 'gu'))
      ?.join('-') ?? ''
  );
}

export function groupsOf(code: string): string[] {
  const formatted = formatCode(code);
  return formatted === '' ? [] : formatted.split('-');
}
