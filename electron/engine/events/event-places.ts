// Where events are, for those who name thousands of them and read none: file, position and time, from
// what lies beside the block. Records are looked into only for the sequence number of a chained log,
// which is kept nowhere else.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { timeUs } from '../../../shared/base/time.ts';
import type { EventPlace } from '../../../shared/contract/schemas.ts';
import { chainMapping } from '../../../shared/formats/chain-layout.ts';
import { chainLayoutOfRef } from '../../../shared/formats/hash-chained-log.ts';
import { recordInUtf8 } from '../../../shared/formats/utf-16.ts';
import { chainRowFromRecord, type ChainMapping } from '../../../shared/sealing/chain-row.ts';
import { PRECISION_CODES } from '../../intake/batch.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockFrameOf } from '../../store/events.ts';
import { damagedBlock } from './block-bytes.ts';
import { decodeFrame, type BlockFrame } from './block-frame.ts';
import type { BlockReader } from './block-reader.ts';
import type { EventTable } from './event-table.ts';

interface ReadFrame extends BlockFrameOf {
  readonly places: BlockFrame;
}

/** How the records of a file are read, as far as their sequence number goes. */
interface FileReading {
  readonly name: string;
  readonly format: string;
  /** Present for chained logs. */
  readonly mapping: ChainMapping | undefined;
}

/**
 * In the order of the numbers; records that were dropped by retention are left out. Throws
 * FailureError for an event that is not there.
 */
export function eventPlaces(
  store: CaseReader,
  blocks: BlockReader,
  table: EventTable,
  ids: readonly number[],
): EventPlace[] {
  const files = new Map<string, FileReading>();
  const fileOf = (sourceId: number, index: number): FileReading => {
    const key = `${String(sourceId)}/${String(index)}`;
    let reading = files.get(key);
    if (reading === undefined) {
      const { name = '', format = '' } = store.sources.file(sourceId, index) ?? {};
      const layout = chainLayoutOfRef(format);
      reading = { name, format, mapping: layout && chainMapping(layout) };
      files.set(key, reading);
    }
    return reading;
  };
  let frame: ReadFrame | undefined;
  const places: EventPlace[] = [];
  for (const id of ids) {
    if (!frame || id < frame.firstEvent || id >= frame.firstEvent + frame.count) {
      if (store.retention.droppedAt(id) !== undefined) continue;
      frame = frameOf(store, id);
    }
    const slot = id - frame.firstEvent;
    const { sourceId } = frame;
    const { fileIndex, positions, nanos, precision } = frame.places;
    const file = fileOf(sourceId, fileIndex[slot] ?? 0);
    places.push({
      id,
      sourceId,
      file: file.name,
      position: positions[slot] ?? 0,
      sequence: file.mapping ? sequenceOf(blocks, id, file.format, file.mapping) : null,
      timeUs: timeOf(table, id),
      nanos: nanos[slot] ?? 0,
      precision: PRECISION_CODES[precision[slot] ?? 0] ?? 'us',
    });
  }
  return places;
}

function frameOf({ events }: CaseReader, id: number): ReadFrame {
  const found = events.frameOf(id);
  if (!found) {
    throw new FailureError(failure('event.unknown', `There is no event number ${String(id)}.`));
  }
  try {
    return { ...found, places: decodeFrame(found.frame, found.count) };
  } catch (error) {
    throw damagedBlock(found, error);
  }
}

function timeOf(table: EventTable, id: number): EventPlace['timeUs'] {
  const row = table.rowOf(id);
  if (row === undefined) return null;
  const time = table.timesOf([table.blockOfRow(row)])[row];
  return time === undefined || Number.isNaN(time) ? null : timeUs(time);
}

/** As the record has it, where it is a whole number. */
function sequenceOf(
  blocks: BlockReader,
  id: number,
  format: string,
  mapping: ChainMapping,
): number | null {
  const block = blocks.ofEvent(id);
  if (!block) return null;
  const record = recordInUtf8(block.record(id - block.firstEvent), format);
  const row = chainRowFromRecord(record, mapping);
  const number = row.ok ? row.value.sequence_number : null;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}
