// Log text on a terminal: what could move the cursor, colour the screen, hide or reorder characters
// is shown as an escape. Decides nothing about width.

/**
 * Control characters (C0, DEL, C1), line and paragraph separators, bidirectional controls,
 * zero-width and other invisible format characters, variation tags, lone surrogates.
 */
const HOSTILE =
  /[\p{Cc}\p{Cs}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

/** One line of text that a terminal shows as it stands. */
export function printable(text: string): string {
  return text.replace(HOSTILE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** JSON on one line; the same characters stand as `\uXXXX`, which JSON reads back as they were. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(HOSTILE, (char) => {
    let escaped = '';
    for (let index = 0; index < char.length; index++) {
      escaped += `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }
    return escaped;
  });
}
