// A format whose text is in UTF-16: the same records, each read once it is UTF-8. The order of the
// bytes is kept in front of the format, so that a stored record can be read again by itself.

import { textOf } from '../base/bytes.ts';
import type { LogFormat } from './format.ts';
import { utf8FromUtf16, type ByteOrder } from './framing/utf-16.ts';

const REF = /^utf-16(le|be):/;

/** The order of bytes that a reference names, and the reference of the format itself. */
export function utf16Ref(
  ref: string,
): { readonly order: ByteOrder; readonly inner: string } | undefined {
  const match = REF.exec(ref);
  if (!match) return undefined;
  return { order: match[1] === 'be' ? 'be' : 'le', inner: ref.slice(match[0].length) };
}

/** The bytes of a record as UTF-8, whatever its format is written in. */
export function recordInUtf8(record: Uint8Array, ref: string): Uint8Array {
  const utf16 = utf16Ref(ref);
  return utf16 ? utf8FromUtf16(record, utf16.order) : record;
}

export function inUtf16(inner: LogFormat, order: ByteOrder): LogFormat {
  const { at, grownFrom } = inner;
  return {
    ...inner,
    ref: `utf-16${order}:${inner.ref}`,
    text: (record) => textOf(utf8FromUtf16(record, order)),
    parse: (record, options) => inner.parse(utf8FromUtf16(record, order), options),
    normalise: (record, options) => inner.normalise(utf8FromUtf16(record, order), options),
    ...(at ? { at: (position) => inUtf16(at(position), order) } : {}),
    ...(grownFrom
      ? {
          grownFrom(fromByte, facts) {
            const grown = grownFrom(fromByte, facts);
            return grown && inUtf16(grown, order);
          },
        }
      : {}),
  };
}
