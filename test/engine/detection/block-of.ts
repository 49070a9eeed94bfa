// Records as a block has them once it is unpacked.

import type { UnpackedBlock } from '../../../electron/engine/events/block-reader.ts';

/** All of one file. */
export function blockOf(records: readonly string[]): UnpackedBlock {
  const each = records.map((record) => Buffer.from(record));
  const bytes = Buffer.concat(each);
  const offsets = new Uint32Array(each.length + 1);
  each.forEach(({ length }, slot) => {
    offsets[slot + 1] = (offsets[slot] ?? 0) + length;
  });
  const count = each.length;
  return {
    id: 1,
    sourceId: 1,
    firstEvent: 1,
    count,
    bytes,
    offsets,
    frame: {
      nanos: new Uint16Array(count),
      precision: new Uint8Array(count),
      flags: new Uint8Array(count),
      lengths: Uint32Array.from(each, ({ length }) => length),
      fileIndex: new Uint32Array(count),
      positions: Float64Array.from({ length: count }, (_, slot) => offsets[slot] ?? 0),
    },
    record: (slot) => bytes.subarray(offsets[slot], offsets[slot + 1]),
  };
}
