// A record that is not finished, collected from the chunks that it is spread over. Of one past the limit
// its length is counted on, and no more is kept than shows what was rejected.

import { createCarry } from './carry.ts';
import { EXCERPT_BYTES, excerptOf } from './frame-sink.ts';

export interface HeldRecord {
  /** Of all that was added since it was cleared. */
  readonly length: number;
  /** Longer than the limit. */
  readonly isOverlong: boolean;
  add(bytes: Uint8Array): void;
  /** All of a record within the limit; valid until more is added. */
  view(): Uint8Array;
  /** A copy of its first bytes. */
  excerpt(): Uint8Array;
  clear(): void;
}

export function createHeldRecord(maxRecordBytes: number): HeldRecord {
  const carry = createCarry();
  let length = 0;
  return {
    get length() {
      return length;
    },
    get isOverlong() {
      return length > maxRecordBytes;
    },
    add(bytes) {
      const isWhole = carry.length === length;
      length += bytes.length;
      if (isWhole && length <= maxRecordBytes) {
        carry.append(bytes);
        return;
      }
      const room = EXCERPT_BYTES - carry.length;
      if (room > 0) carry.append(bytes.subarray(0, room));
    },
    view: () => carry.view(),
    excerpt: () => excerptOf(carry.view()),
    clear() {
      carry.clear();
      length = 0;
    },
  };
}
