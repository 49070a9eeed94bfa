// CloudTrail digest files: signed lists of the log files of an hour. They are recognised so that
// they are never taken for events; checking their signatures belongs to sealing.

import { parseJsonRecord } from '../normalise/json-record.ts';
import { UNDATED } from '../normalise/event-time.ts';
import { defineFormat } from './format.ts';

const MARKS = ['digestStartTime', 'digestEndTime', 'digestS3Bucket', 'digestS3Object', 'logFiles'];

export const cloudtrailDigest = defineFormat({
  id: 'cloudtrail-digest',
  title: 'AWS CloudTrail digest',
  notLogged: 'A digest lists log files and their hashes; it holds no events.',
  framings: ['json', 'lines'],
  containerKeys: [],
  holdsEvents: false,

  recognise(sample) {
    if (sample.framing === 'rows') return 0;
    const [first] = sample.records;
    if (first) return MARKS.every((name) => Object.hasOwn(first, name)) ? 1 : 0;
    // A digest is one object, and may be longer than the sample.
    const start = sample.text.slice(0, 4_096);
    return start.trimStart().startsWith('{') &&
      MARKS.slice(0, 4).every((name) => start.includes(`"${name}"`))
      ? 0.9
      : 0;
  },

  parse: parseJsonRecord,
  time: () => UNDATED,
  ecs: () => ({}),
  logSource: () => undefined,
  summary: () => 'CloudTrail digest',
});
