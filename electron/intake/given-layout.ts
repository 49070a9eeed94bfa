// The layout of a hash-chained log as the officer gave it: read, and held against what lies there.

import { createHash, createHmac, hash } from 'node:crypto';
import type { Hashes } from '../../shared/base/hashes.ts';
import { utf8 } from '../../shared/base/bytes.ts';
import { err, failure, FailureError, ok, type Result } from '../../shared/base/result.ts';
import {
  chainColumn,
  readChainLayout,
  type ChainLayout,
} from '../../shared/domain/chain-layout.ts';
import { chainMapping } from '../../shared/formats/chain-layout.ts';
import type { LogFormat } from '../../shared/formats/format.ts';
import { chainedLog } from '../../shared/formats/hash-chained-log.ts';
import type { Sample } from '../../shared/formats/sample.ts';
import { isHashedUnderOwnNames } from '../../shared/sealing/chain-discovery.ts';
import { chainRowFromRecord, type ChainRow } from '../../shared/sealing/chain-row.ts';

export const INTAKE_HASHES: Hashes = {
  sha256: (data) => createHash('sha256').update(data).digest(),
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  hmacSha256Hex: (key, data) => createHmac('sha256', key).update(data).digest('hex'),
};

/** @param text as `chainLayoutText` writes it. Throws FailureError. */
export function givenChainLayout(text: string | undefined): ChainLayout | undefined {
  if (text === undefined) return undefined;
  const layout = readChainLayout(text);
  if (layout.ok) return layout.value;
  throw new FailureError(
    failure('call.chain-layout', `The layout of the chained log cannot be used: ${layout.error}.`),
  );
}

/** Where it is not said under which names the content was hashed, the first entries say it. */
export function withHashedNames(layout: ChainLayout, rows: readonly ChainRow[]): ChainLayout {
  if (layout.hashedNames !== undefined) return layout;
  const own = isHashedUnderOwnNames(INTAKE_HASHES, rows, chainMapping(layout).columns);
  return { ...layout, hashedNames: own ? 'own' : 'usual' };
}

/** Of the records of a text file at least so many. */
const LEAST_SHARE = 0.5;

/** The format of a text file whose records have the names of the layout; the error is a reason. */
export function chainedText(layout: ChainLayout, sample: Sample): Result<LogFormat, string> {
  const mapping = chainMapping(layout);
  if (chainedLog(layout).recognise(sample) < LEAST_SHARE) {
    const [content, chain] = [
      chainColumn(layout, 'content_hash'),
      chainColumn(layout, 'chain_hash'),
    ];
    return err(
      `its records have no "${content}" and "${chain}", which the layout of the log names`,
    );
  }
  const rows = sample.lines.flatMap((line, position) => {
    const row = chainRowFromRecord(utf8(line), mapping, position);
    return row.ok ? [row.value] : [];
  });
  return ok(chainedLog(withHashedNames(layout, rows)));
}
