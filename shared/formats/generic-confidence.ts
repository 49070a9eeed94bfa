// How sure it is that JSON of no known product is a log at all.

import { inferTimeField } from '../normalise/generic-fields.ts';
import type { Sample } from './sample.ts';

/** Enough for a file that was chosen by itself, not for one that lies in a folder. */
const UNLIKELY = 0.1;

/** Never above 0.5, so that every format of a known product comes first. */
export function genericConfidence(sample: Sample): number {
  const { records, unreadable } = sample;
  const seen = records.length + unreadable;
  if (seen === 0) return 0;
  // A single object without a time is likely a document (settings, a manifest); where somebody chose
  // that very file, it is the one event a rule is to be tried on.
  if (records.length === 1 && inferTimeField(records) === undefined) return UNLIKELY;
  return (0.5 * records.length) / seen;
}
