// The first and the last time of an exhibit as exactly as its records say them. The list of exhibits
// keeps microseconds; what is finer stands with the records.

import { assert } from '../../../shared/base/assert.ts';
import type { Precision, TimeUs } from '../../../shared/base/time.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { PRECISION_CODES } from '../../intake/batch.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import { decodeFrame } from '../events/block-frame.ts';

export interface ExactTime {
  readonly timeUs: TimeUs;
  readonly nanos: number;
  readonly precision: Precision;
}

/** Null where no event has a time, or the records at that end were dropped. Throws FailureError. */
export function sourceSpan(
  store: CaseReader,
  sourceId: number,
): { readonly first: ExactTime | null; readonly last: ExactTime | null } {
  const source = store.sources.get(sourceId);
  if (!source) {
    throw new FailureError(
      failure('source.unknown', `There is no exhibit number ${String(sourceId)}.`),
    );
  }
  const { firstTimeUs, lastTimeUs } = source;
  const zones = store.columns.zones().filter((zone) => zone.sourceId === sourceId);
  return {
    first: firstTimeUs === null ? null : exactTime(store, zones, firstTimeUs, Math.min),
    last: lastTimeUs === null ? null : exactTime(store, zones, lastTimeUs, Math.max),
  };
}

/** @param pick of what is finer than a microsecond */
function exactTime(
  store: CaseReader,
  zones: readonly BlockZone[],
  time: TimeUs,
  pick: (a: number, b: number) => number,
): ExactTime | null {
  let found: ExactTime | null = null;
  for (const zone of zones) {
    if (zone.firstUs !== time && zone.lastUs !== time) continue;
    const block = store.events.block(zone.id);
    assert(block, 'a listed block is there');
    const frame = decodeFrame(block.frame, block.count);
    const times = new Float64Array(zone.count);
    store.columns.readTimes([zone], times, () => 0);
    for (let slot = times.indexOf(time); slot >= 0; slot = times.indexOf(time, slot + 1)) {
      const nanos = frame.nanos[slot] ?? 0;
      if (found && pick(found.nanos, nanos) === found.nanos) continue;
      found = {
        timeUs: time,
        nanos,
        precision: PRECISION_CODES[frame.precision[slot] ?? 0] ?? 'us',
      };
    }
  }
  return found;
}
