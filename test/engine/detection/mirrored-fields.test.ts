// A field counts as mirrored only while its format makes the column of nothing else.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mirrorsOf } from '../../../electron/engine/detection/mirrored-fields.ts';
import type { FieldValue } from '../../../shared/domain/event.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { plainText } from '../../../shared/normalise/field-path.ts';

const FORMATS = ['cloudtrail', 'hash-chained-log', 'windows-event-json', 'evtx'];
const value: fc.Arbitrary<FieldValue | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('10.0.0.1', 'text', 'WARNING', '', '::1') },
  fc.constantFrom(undefined, null, 4625, true),
  fc.constant(['10.0.0.1', 'b']),
  fc.constant({ name: 'x' }),
);

describe('mirrored fields', () => {
  it.each(FORMATS)('of %s are the text of their columns', (id) => {
    const format = formatById(id);
    const mirrors = mirrorsOf([id]);
    expect(mirrors.size).toBeGreaterThan(0);
    let compared = 0;
    fc.assert(
      fc.property(fc.array(value, { minLength: 8, maxLength: 8 }), (values) => {
        const names = [...mirrors.keys(), 'userName', 'Level', 'EventID', 'log_message'];
        const fields = Object.fromEntries(
          names.flatMap((name, i) => {
            const own = values[i];
            return own === undefined ? [] : [[name, own]];
          }),
        );
        const ecs = format?.ecs(fields, { zone: 'UTC' }) ?? {};
        for (const [field, column] of mirrors) {
          const kept = ecs[column];
          if (kept === undefined) continue;
          compared++;
          expect(kept).toBe(plainText(fields[field]));
        }
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('of several formats in one exhibit are those that all of them have', () => {
    expect([...mirrorsOf(['cloudtrail', 'json-lines'])]).toEqual([]);
    expect([...mirrorsOf(['evtx', 'windows-event-json']).keys()]).toContain('Computer');
    expect([...mirrorsOf(['json-lines'])]).toEqual([]);
    expect([...mirrorsOf([])]).toEqual([]);
  });
});
