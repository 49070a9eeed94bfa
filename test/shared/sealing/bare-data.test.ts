// Lines of a chained log whose `data` is no object. The content hashes are those that Python gives for
// `json.dumps` of the eight fields, `data` being `json.dumps(data, sort_keys=True)`.

import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import {
  CHAIN_DIFFERS,
  CONTENT_DIFFERS,
  createRowCheck,
} from '../../../shared/sealing/chain-checks.ts';
import { chainRowFromRecord } from '../../../shared/sealing/chain-row.ts';
import { nodeHashes } from './made-log.ts';

function contentHolds(
  sequence: number,
  data: unknown,
  contentHash: string,
  inLine = true,
): boolean {
  const seal = { content_hash: contentHash, previous_hash: '0', chain_hash: '0' };
  const fields = {
    ...{ entry_id: `e${sequence}`, timestamp: '2026-06-01T00:00:00+00:00' },
    ...{ sequence_number: sequence, log_level: 'INFO', component: 'c', event_type: 't' },
    ...{ message: 'm', data },
  };
  const record = inLine ? { ...fields, integrity: seal } : { ...fields, ...seal };
  const row = chainRowFromRecord(utf8(JSON.stringify(record)));
  if (!row.ok) throw new Error(row.error.message);
  const { mask } = createRowCheck({ hashes: nodeHashes })(row.value);
  expect(mask & CHAIN_DIFFERS).toBe(CHAIN_DIFFERS);
  return (mask & CONTENT_DIFFERS) === 0;
}

const TEXT = 'de93e9467224aacf4559bae9b3f871c4b4fb4b0565241b9167aa96c803c73ac5';

describe('data of a line', () => {
  it.each([
    [0, 'plain \u00e9 text', TEXT],
    [1, '{"b": 1, "a": 2}', '6517db4b3a50425faa81b2f15a44d0c52d2a27a8635a6663357e9ba91a191891'],
    [2, '5', 'e46e0b27f308d60d93853b3ba1925c2c385a1dfb6d35835556886f20ff3f00bb'],
    [3, '', '4746e90c88f855db82d52730786b8c986e08a3c2e9b396fc93f225baedd660af'],
    [4, 5, '280364647b555a9fe29fdfbfc4e173f74b06ca2a5859cd6c4d078068f66de981'],
    [5, [1, 'x'], '1c1bb03faaed4687dffddd75c76b6036a46a7e7c4e965115c7e3782c5bd88fa4'],
    [6, true, '8175877baaeaf0ba9fdf922db9990187f05b3c17c6081fb7e20f77cae8e377b6'],
  ])('that is a bare value was hashed as Python dumps it: %s', (sequence, data, hash) => {
    expect(contentHolds(sequence, data, hash)).toBe(true);
  });

  it('may be the JSON that a column holds, as some writers copy it', () => {
    const column = '64de7ad65b7948c1e71989bff3356e9dca3773e761a2feeec11ee74b3e696c5b';
    expect(contentHolds(9, '{"b": 1, "a": [2]}', column)).toBe(true);
  });

  it('that was changed fits in neither way', () => {
    expect(contentHolds(0, 'plain text', TEXT)).toBe(false);
    expect(contentHolds(0, '"plain \u00e9 text"', TEXT.replace('d', 'e'))).toBe(false);
  });

  it('is the text of its column in a row of a database, which is JSON always', () => {
    expect(contentHolds(0, '"plain \u00e9 text"', TEXT, false)).toBe(true);
    expect(contentHolds(0, 'plain \u00e9 text', TEXT, false)).toBe(false);
  });
});
