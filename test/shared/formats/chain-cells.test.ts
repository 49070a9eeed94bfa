// Rows of a chained log on the short way: the same event as on the long one, or none.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHAIN_COLUMNS } from '../../../shared/domain/chain-layout.ts';
import { textOf } from '../../../shared/base/bytes.ts';
import type { LogFormat } from '../../../shared/formats/format.ts';
import { chainedLog, hashChainedLog } from '../../../shared/formats/hash-chained-log.ts';
import { fieldValues } from '../../../shared/match/fields.ts';
import { fieldAt } from '../../../shared/normalise/field-path.ts';
import { rowSpeller, type Cell } from '../../../shared/sealing/chain-row.ts';

const OPTIONS = { zone: 'UTC' };

const data = fc.oneof(
  fc.constantFrom(
    '{"user_id": "u", "ip": "192.0.2.7"}',
    '{"\\u0075ser": 5, "success": false}',
    '{',
    '[]',
    '{}',
  ),
  fc
    .record({ user: fc.string(), success: fc.boolean(), host: fc.integer() })
    .map((value) => JSON.stringify(value)),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('2026-06-01T00:02:14.984370+00:00', 'user_login', 'WARNING'),
  data,
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: 0n, max: 100n }),
);
const columns = fc.constantFrom<readonly string[]>(CHAIN_COLUMNS, [
  ...CHAIN_COLUMNS,
  'constructor',
  'toJSON',
  'note',
]);

/** As if the columns had other names in this log. */
const RENAMED = chainedLog({
  table: 't',
  columns: { data: 'note', sequence_number: 'constructor', entry_id: 'toJSON' },
});

function longWay(format: LogFormat, names: readonly string[], cells: readonly Cell[]) {
  const record = rowSpeller(names)(cells);
  const event = format.normalise(record, OPTIONS);
  if (!event.ok) throw new Error(event.error);
  const { time, ecs, fields } = event.value;
  return { text: textOf(record), time, ecs, fields };
}

const format = fc.constantFrom(hashChainedLog, RENAMED);

describe('an event from the cells of a row', () => {
  it('is the one that the canonical JSON of the row gives', () => {
    fc.assert(
      fc.property(format, columns, fc.infiniteStream(cell), (of, names, stream) => {
        const cells = [...stream.take(names.length)];
        const event = of.cellEvents?.(names, OPTIONS)?.(cells);
        const isExact = cells.every(
          (each) => typeof each !== 'bigint' || Number.isSafeInteger(Number(each)),
        );
        if (isExact)
          expect({ ...event, fields: event?.fields(), few: undefined }).toEqual(
            longWay(of, names, cells),
          );
        else expect(event).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('says at once, of some names, what rules would find under them', () => {
    let people = 0;
    fc.assert(
      fc.property(fc.infiniteStream(cell), fc.option(data), (stream, given) => {
        const cells = [...stream.take(CHAIN_COLUMNS.length)];
        if (given !== null) cells[CHAIN_COLUMNS.indexOf('data')] = given;
        const event = hashChainedLog.cellEvents?.(CHAIN_COLUMNS, OPTIONS)?.(cells);
        if (!event?.few) return;
        const { time, ecs, few } = event;
        const view = { id: 1, ...time, ecs, fields: event.fields(), logSource: undefined, raw: '' };
        for (const name of few.known) {
          expect(fieldAt(few.fields, name)).toEqual(fieldValues(view, name)?.[0]);
        }
        if (ecs['user.name'] !== undefined) people += 1;
      }),
      { numRuns: 500 },
    );
    expect(people).toBeGreaterThan(10);
  });

  it('says nothing at once where the table has columns that names may mean', () => {
    const names = [...CHAIN_COLUMNS, 'user'];
    const read = hashChainedLog.cellEvents?.(names, OPTIONS);
    expect(read?.(names.map(() => 'x'))?.few).toBeUndefined();
  });

  it('has the usual names beside those of its log, where they mean nothing else', () => {
    const layout = {
      table: 't',
      columns: { sequence_number: 'n', data: 'extra', message: 'level' },
    };
    const read = chainedLog(layout).cellEvents?.(['n', 'extra', 'level', 'message'], OPTIONS);
    expect(read?.([5n, '{"a": 1}', 'text', 'own'])?.fields()).toEqual({
      ...{ n: 5, extra: { a: 1 }, level: 'text', message: 'own' },
      ...{ sequence_number: 5, data: { a: 1 } },
    });
  });

  it('is left to the long way for fractions, bytes, and names that objects sort or swallow', () => {
    const read = hashChainedLog.cellEvents?.(['a', 'b'], OPTIONS);
    expect(read?.(['x', 0.5])).toBeUndefined();
    expect(read?.(['x', new Uint8Array(1)])).toBeUndefined();
    expect(hashChainedLog.cellEvents?.(['b', '1'], OPTIONS)).toBeUndefined();
    expect(hashChainedLog.cellEvents?.(['__proto__'], OPTIONS)).toBeUndefined();
  });
});
