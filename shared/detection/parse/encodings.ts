// The encoding modifiers, over bytes: base64 with its three offsets, and the UTF-16 forms.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const left = bytes.length - i;
    out += ALPHABET.charAt(a >> 2) + ALPHABET.charAt(((a & 3) << 4) | (b >> 4));
    out += left > 1 ? ALPHABET.charAt(((b & 15) << 2) | (c >> 6)) : '=';
    out += left > 2 ? ALPHABET.charAt(c & 63) : '=';
  }
  return out;
}

/**
 * What the bytes look like inside a longer encoded text, at each of the three alignments: only the
 * characters that the neighbours cannot change.
 */
export function base64Offsets(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const padded = new Uint8Array(shift + bytes.length);
    padded.set(bytes, shift);
    const encoded = base64(padded);
    const from = [0, 2, 3][shift] ?? 0;
    const drop = [0, 3, 2][padded.length % 3] ?? 0;
    return encoded.slice(from, encoded.length - drop);
  });
}

export type Utf16Form = 'utf16le' | 'utf16be' | 'utf16';

/** `utf16` is little-endian behind a byte order mark. */
export function utf16Bytes(text: string, form: Utf16Form): Uint8Array {
  const bytes: number[] = form === 'utf16' ? [0xff, 0xfe] : [];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (form === 'utf16be') bytes.push(unit >> 8, unit & 0xff);
    else bytes.push(unit & 0xff, unit >> 8);
  }
  return Uint8Array.from(bytes);
}

/** Encoded bytes as they stand in a text field when no base64 follows. */
export function bytesAsText(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += String.fromCharCode(byte);
  return out;
}
