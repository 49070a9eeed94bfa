// How sure it is that JSON of no known product is a log at all.

import { inferTimeField } from '../normalise/generic-fields.ts';
import type { Sample } from './sample.ts';

/** Never above 0.5, so that every format of a known product comes first. */
export function genericConfidence(sample: Sample): number {
  const { records, unreadable } = sample;
  const seen = records.length + unreadable;
  if (seen === 0) return 0;
  // A single object without a time is a document (settings, a manifest), not a log.
  if (records.length < 2 && inferTimeField(records) === undefined) return 0;
  return (0.5 * records.length) / seen;
}
