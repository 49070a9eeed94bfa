// Parquet tables of no known product: a record is the canonical JSON of a row. Columns and time field
// are inferred as for JSON.

import { genericEcs, genericSummary, genericTime } from '../normalise/generic-fields.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import { defineFormat } from './format.ts';

export const parquet = defineFormat({
  id: 'parquet',
  title: 'Table (Parquet)',
  notLogged: 'What the program that wrote this table leaves out is not known.',
  framings: ['rows'],
  containerKeys: [],
  holdsEvents: true,
  // Below every format of a known product; databases without a chained log come without records.
  recognise: ({ framing, records }) => (framing === 'rows' && records.length > 0 ? 0.5 : 0),
  parse: parseJsonRecord,
  time: genericTime,
  ecs: genericEcs,
  logSource: () => undefined,
  summary: genericSummary,
});
