// How precise the times of records are, three bytes a record: all that is missing to write a time as
// its record has it.

import { formatUtc, type Precision, type TimeUs } from '../../../shared/base/time.ts';
import type { EventTime } from '../../../shared/domain/event.ts';

const PRECISIONS: readonly Precision[] = ['min', 's', 'ms', 'us', 'ns'];
const FIRST_CAPACITY = 1_024;

export class TimeDetails {
  #nanos = new Uint16Array(FIRST_CAPACITY);
  #precisions = new Uint8Array(FIRST_CAPACITY);

  set(record: number, { nanos, precision }: EventTime): void {
    if (record >= this.#nanos.length) this.#grow(record * 2);
    this.#nanos[record] = nanos;
    this.#precisions[record] = PRECISIONS.indexOf(precision);
  }

  text(time: TimeUs, record: number): string {
    const precision = PRECISIONS[this.#precisions[record] ?? 0] ?? 'us';
    return formatUtc(time, precision, this.#nanos[record] ?? 0);
  }

  #grow(capacity: number): void {
    const nanos = new Uint16Array(capacity);
    const precisions = new Uint8Array(capacity);
    nanos.set(this.#nanos);
    precisions.set(this.#precisions);
    this.#nanos = nanos;
    this.#precisions = precisions;
  }
}
