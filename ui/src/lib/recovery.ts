/** A recovery code as it is typed and shown: groups of four. The core alone says whether it is right. */

const GROUP = 4;

/** Letters and digits only, in capitals. */
export function bareCode(typed: string): string {
  return typed.replace(/[^\da-z]/giu, '').toUpperCase();
}

/** "k7pt 9xq2fa" → "K7PT-9XQ2-FA". Nothing is cut off: too much is for the core to say. */
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
