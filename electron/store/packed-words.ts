// Words of a column on their way to the writer: their UTF-8 one after the other, and where each ends.
// Two buffers cross threads at a fraction of what thousands of texts cost, and are never made texts
// again: the writer numbers words by their bytes.

import { utf8 } from '../../shared/base/bytes.ts';

export interface PackedWords {
  /** A buffer of its own, so that it can move to another thread. */
  readonly words: Uint8Array;
  /** Where each word ends in it; it begins where the one before it ends. */
  readonly wordEnds: Uint32Array;
}

/** As they will be when they are read again: a lone surrogate has no UTF-8. */
export function packWords(words: readonly string[]): PackedWords {
  const joined = words.join('');
  const bytes = utf8(joined);
  // Plain ASCII takes a byte for each unit, so that nothing has to be measured.
  return bytes.length === joined.length
    ? { words: bytes, wordEnds: endsOf(words.map((word) => word.length)) }
    : packEach(words);
}

/** Halves of a character at the seam of two words would be joined to one, if words were. */
function packEach(words: readonly string[]): PackedWords {
  const whole = words.map((word) => word.toWellFormed());
  const lengths = whole.map((word) => Buffer.byteLength(word));
  return { words: utf8(whole.join('')), wordEnds: endsOf(lengths) };
}

function endsOf(lengths: readonly number[]): Uint32Array {
  const ends = new Uint32Array(lengths.length);
  let end = 0;
  for (let index = 0; index < lengths.length; index += 1) {
    end += lengths[index] ?? 0;
    ends[index] = end;
  }
  return ends;
}
