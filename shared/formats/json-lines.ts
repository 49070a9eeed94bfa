// JSON lines of no known product: one object a line. Columns and time field are inferred.

import { genericEcs, genericSummary, genericTime } from '../normalise/generic-fields.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import { defineFormat } from './format.ts';
import { genericConfidence } from './generic-confidence.ts';
import type { Sample } from './sample.ts';

const CUT_OFF = 0.45;

/** An object so long that its line does not end within the sample. */
function firstLineIsCutOff({ text, records, unreadable }: Sample): boolean {
  return records.length + unreadable === 0 && /^\s*\{\s*"/.test(text) && !text.includes('\n');
}

export const jsonLines = defineFormat({
  id: 'json-lines',
  title: 'JSON lines',
  notLogged: 'What the program that wrote these lines leaves out is not known.',
  framings: ['lines'],
  containerKeys: [],
  holdsEvents: true,
  // Below every format of a known product.
  recognise(sample) {
    if (sample.framing !== 'lines') return 0;
    if (firstLineIsCutOff(sample)) return CUT_OFF;
    return genericConfidence(sample);
  },
  parse: parseJsonRecord,
  time: genericTime,
  ecs: genericEcs,
  logSource: () => undefined,
  summary: genericSummary,
});
