// The bytes of one block, asked what guards want to know of its records; each question is answered
// once. Where writing may hide a value, the answer is that it may be there.

import { isAscii } from 'node:buffer';
import { NO } from '../../../shared/query/certainty.ts';
import type { SearchedBlock } from '../events/block-texts.ts';
import { KELVIN_SIGN, LONG_S, scanRecords } from '../events/record-scan.ts';
import type { Asked, KeyProbe, Trace } from './asked-guards.ts';
import { recordsWith } from '../events/byte-scan.ts';

/** What one block's bytes say, each question asked once. */
export class LookedAt {
  readonly #text: SearchedBlock;
  readonly #known = new Map<Asked, Uint8Array>();
  #open: Uint8Array | undefined;

  constructor(text: SearchedBlock) {
    this.#text = text;
  }

  /** 1 for each record that may have a field of one of the names. */
  keys(probes: readonly KeyProbe[]): Uint8Array {
    const found = new Uint8Array(this.#text.count);
    if (probes.length > 0) join(found, this.#undecided());
    for (const { scan } of probes) join(found, scan(this.#text));
    return found;
  }

  /** 1 for each record that may hold one of the traces. */
  statesOf(asked: Asked): Uint8Array {
    let states = this.#known.get(asked);
    if (states === undefined) {
      states = asked.scan === undefined ? this.#names(asked.traces ?? []) : this.#words(asked);
      this.#known.set(asked, states);
    }
    return states;
  }

  #names(traces: readonly Trace[]): Uint8Array {
    const any = new Uint8Array(this.#text.count);
    for (const trace of traces) {
      const states = scanRecords(this.#text, { kind: 'field', ...trace });
      for (let slot = 0; slot < any.length; slot++) if (states[slot] !== NO) any[slot] = 1;
    }
    return any;
  }

  #words({ scan, traces = [] }: Asked): Uint8Array {
    const { count: records } = this.#text;
    const found = scan?.(this.#text) ?? new Uint8Array(records).fill(1);
    join(found, this.#undecided());
    for (let slot = 0; slot < records; slot++) {
      if (found[slot] === 1) continue;
      const hiding = this.#text.hiding(slot);
      if (hiding.kind !== 'verbatim') continue;
      const says = traces.some(({ needle }) => hiding.words.some((word) => word.includes(needle)));
      if (says) found[slot] = 1;
    }
    return found;
  }

  /** 1 for each record whose bytes may show its values otherwise than they are. */
  #undecided(): Uint8Array {
    if (this.#open !== undefined) return this.#open;
    const { count: records, bytes, offsets } = this.#text;
    const open = recordsWith(this.#text, '\\u');
    // Both are written otherwise than the ASCII letter that they are looked for under.
    for (const other of isAscii(bytes) ? [] : [KELVIN_SIGN, LONG_S]) {
      join(open, recordsWith(this.#text, other));
    }
    let escaped: Uint8Array | undefined;
    for (let slot = 0; slot < records; slot++) {
      const { kind } = this.#text.hiding(slot);
      if (kind === 'json' && bytes[offsets[slot] ?? 0] === 0x7b) continue;
      if (kind === 'verbatim') {
        escaped ??= recordsWith(this.#text, '\\');
        if (escaped[slot] === 0) continue;
      }
      open[slot] = 1;
    }
    this.#open = open;
    return open;
  }
}

/** Marks are 0 or 1. */
export function join(into: Uint8Array, other: Uint8Array): void {
  for (let slot = 0; slot < into.length; slot++) if (other[slot] !== 0) into[slot] = 1;
}
