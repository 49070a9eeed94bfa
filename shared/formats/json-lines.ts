// JSON lines of no known product: one object a line. Columns and time field are inferred.

import { genericEcs, genericSummary, genericTime } from '../normalise/generic-fields.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import { defineFormat } from './format.ts';
import { genericConfidence } from './generic-confidence.ts';

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
    return genericConfidence(sample);
  },
  parse: parseJsonRecord,
  time: genericTime,
  ecs: genericEcs,
  logSource: () => undefined,
  summary: genericSummary,
});
