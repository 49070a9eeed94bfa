import { describe, expect, it } from 'vitest';
import { hidingOf } from '../../../electron/engine/events/value-hiding.ts';

describe('how far the text of a record shows its values', () => {
  it.each([
    ['cloudtrail', 'json'],
    ['cloudtrail:{"columns":["eventJson"]}', 'unknown'],
    ['cloudwatch=line:cloudtrail', 'json'],
    ['cloudwatch=stream:syslog:2026-03-06 templates []', 'verbatim'],
    ['list=events:cloudtrail', 'json'],
    ['json-seq:json-array', 'json'],
    // Text inside a text: escaped twice.
    ['cloudwatch=json:json-lines', 'unknown'],
    ['list=events:cloudwatch=json:json-lines', 'unknown'],
    ['utf-16le:json-lines', 'unknown'],
  ])('%s: %s', (ref, kind) => {
    expect(hidingOf(ref).kind).toBe(kind);
  });
});
