// The first bytes of what is passed over, however long that becomes: enough to show what was rejected.

import { createCarry } from './carry.ts';
import { copyOf, EXCERPT_BYTES } from './frame-sink.ts';

export interface Excerpt {
  readonly length: number;
  /** Of bytes that follow those before; what is too many is left out. */
  add(bytes: Uint8Array): void;
  /** A copy of what was kept; another excerpt begins. */
  taken(): Uint8Array;
  clear(): void;
}

export function createExcerpt(): Excerpt {
  const kept = createCarry();
  return {
    get length() {
      return kept.length;
    },
    add(bytes) {
      const room = EXCERPT_BYTES - kept.length;
      if (room > 0) kept.append(bytes.subarray(0, room));
    },
    taken() {
      const bytes = copyOf(kept.view());
      kept.clear();
      return bytes;
    },
    clear: () => kept.clear(),
  };
}
