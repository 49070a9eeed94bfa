// The layout of a hash-chained log as a person writes it down.

import { describe, expect, it } from 'vitest';
import { chainLayoutText, readChainLayout } from '../../../shared/domain/chain-layout.ts';

function read(value: unknown) {
  return readChainLayout(JSON.stringify(value));
}

function reason(value: unknown): string {
  const layout = read(value);
  return layout.ok ? '' : layout.error;
}

function textOf(value: unknown): string {
  const layout = read(value);
  if (!layout.ok) throw new Error(layout.error);
  return chainLayoutText(layout.value);
}

describe('the layout of a chained log', () => {
  it('is written as the same line however it was spelled', () => {
    const line =
      '{"table":"audit","columns":{"entry_id":"id","chain_hash":"h"},"hashedNames":"own"}';
    const other = {
      hashedNames: 'own',
      columns: { chain_hash: 'h', entry_id: 'id' },
      table: 'audit',
    };
    expect(textOf(other)).toBe(line);
    expect(textOf(JSON.parse(line))).toBe(line);
    expect(readChainLayout(`\ufeff${line}`).ok).toBe(true);
  });

  it('is nothing to keep where every name is the usual one', () => {
    expect(textOf({})).toBe('');
    expect(
      textOf({ table: 'secure_logs', columns: { data: 'data' }, integrity: 'integrity' }),
    ).toBe('');
    expect(textOf({ integrity: 'seal' })).not.toBe('');
  });

  it.each([
    ['[]', 'it holds no JSON object'],
    ['{"columns": {', 'it is not JSON'],
    ['{"colums": {}}', '"colums" is no part of a layout; there are table, columns'],
    ['{"columns": []}', '"columns" holds no JSON object'],
    [
      '{"columns": {"chainhash": "h"}}',
      '"chainhash" is no column of a chained log; there are entry_id',
    ],
    ['{"columns": {"chain_hash": 5}}', '"chain_hash" is not given the name of a column'],
    ['{"columns": {"chain_hash": " "}}', '"chain_hash" is not given the name of a column'],
    ['{"table": 7}', '"table" is not the name of a table'],
    ['{"integrity": ""}', '"integrity" is not the name of a member'],
    ['{"hashedNames": "mine"}', '"hashedNames" is neither "usual" nor "own"'],
  ])('%s is refused with the reason', (text, expected) => {
    const layout = readChainLayout(text);
    expect(layout.ok ? '' : layout.error).toContain(expected);
  });

  it('is refused where two columns have one name, as SQLite takes names', () => {
    expect(reason({ columns: { chain_hash: 'h', content_hash: 'H' } })).toBe(
      'both content_hash and chain_hash are named "h"',
    );
    expect(reason({ columns: { chain_hash: 'message' } })).toBe(
      'both message and chain_hash are named "message"',
    );
  });
});
