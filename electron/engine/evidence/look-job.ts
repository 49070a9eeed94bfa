// Looks at evidence before it is opened: what it is taken for, where its times come from, its columns.
// Reads the first records as an import would, and stores nothing.

import { basename } from 'node:path';
import type { JobHandler } from '../handlers.ts';
import { throwIfCancelled } from '../jobs.ts';
import { pathOf } from '../scope.ts';
import { intakeRecords, normalised } from '../tools/intake-records.ts';
import type { NormalisedEvent } from '../../../shared/domain/event.ts';
import { checkOptions } from '../../intake/exhibit.ts';
import { readOptionsOf } from './read-options.ts';
import { readingOf } from './evidence-reading.ts';

const LOOKED_AT = 80;
/** Of which nothing can be read: then there is nothing more to learn. */
const MOST_REJECTED = 1_000;

/** Fails as an import of the same would. */
export const lookJob: JobHandler<'evidence.look'> = async (input, { scope, signal }) => {
  const path = pathOf(scope, input.file);
  const options = readOptionsOf(input);
  checkOptions(options);
  const events: NormalisedEvent[] = [];
  const formats: string[] = [];
  let formatTitle = '';
  let rejected = 0;
  let firstRejection = '';
  const records = intakeRecords(path, {
    ...options,
    signal,
    onFile: ({ index, format }) => (formats[index] = format),
  });
  for await (const record of records) {
    throwIfCancelled(signal);
    if (record.kind === 'rejected') {
      rejected++;
      firstRejection ||= record.reason;
    } else {
      formatTitle ||= record.format.title;
      const { zone = 'UTC', timeField } = options;
      events.push(normalised(record, { zone, timeField }));
    }
    if (events.length >= LOOKED_AT || rejected >= MOST_REJECTED) break;
  }
  const reading = readingOf(events, formats, options);
  return { name: basename(path), formatTitle, rejected, firstRejection, reading };
};
