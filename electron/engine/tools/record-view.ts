// A record of a file as rules look at it.

import { strictTextOf, textOf } from '../../../shared/base/bytes.ts';
import type { EventTime, EventView } from '../../../shared/domain/event.ts';
import { normalised, type IntakeRecord } from './intake-records.ts';

export function recordView(
  record: Extract<IntakeRecord, { kind: 'event' }>,
  id: number,
  zone: string,
  onTime?: (time: EventTime) => void,
): EventView {
  const { time, ecs, fields, logSource } = normalised(record, { zone });
  onTime?.(time);
  return {
    id,
    timeUs: time.timeUs,
    nanos: time.nanos,
    ecs,
    fields,
    logSource,
    raw: record.format.text?.(record.bytes) ?? strictTextOf(record.bytes) ?? textOf(record.bytes),
  };
}
