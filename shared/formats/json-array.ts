// JSON of no known product that is not cut into lines: a list of objects, or objects written over
// several lines one after the other. Columns and time field are inferred.

import { genericEcs, genericSummary, genericTime } from '../normalise/generic-fields.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import { defineFormat } from './format.ts';
import { genericConfidence } from './generic-confidence.ts';

const EMPTY_LIST = /^\s*\[\s*\]\s*$/;

export const jsonArray = defineFormat({
  id: 'json-array',
  title: 'JSON objects',
  notLogged: 'What the program that wrote these objects leaves out is not known.',
  framings: ['json'],
  containerKeys: [],
  holdsEvents: true,
  // Below every format of a known product.
  recognise(sample) {
    if (sample.framing !== 'json') return 0;
    return EMPTY_LIST.test(sample.text) ? 0.5 : genericConfidence(sample);
  },
  parse: parseJsonRecord,
  time: genericTime,
  ecs: genericEcs,
  logSource: () => undefined,
  summary: genericSummary,
});
