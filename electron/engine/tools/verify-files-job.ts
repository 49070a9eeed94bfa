// Integrity of archives on disk, with no case: nothing is stored.

import { readFile } from 'node:fs/promises';
import { FailureError } from '../../../shared/base/result.ts';
import type { Verification } from '../../../shared/domain/verdict.ts';
import { chainRowFromRecord, SECURE_LOGS } from '../../../shared/sealing/chain-row.ts';
import { createChainVerifier } from '../../../shared/sealing/chain-verifier.ts';
import { readHmacKey } from '../../../shared/sealing/hmac-key.ts';
import { hashExhibit } from '../../intake/digest.ts';
import { CHAINED_FORMAT, readHead } from '../evidence/verify-source.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import { createBreather, throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import { pathOf } from '../scope.ts';
import { intakeRecords } from './intake-records.ts';

export const verifyFilesJob: JobHandler<'tools.verify'> = async (input, context) => {
  const hmacKey = input.hmacKey ? await keyOf(pathOf(context.scope, input.hmacKey)) : undefined;
  const since = input.since === undefined ? undefined : readHead(input.since);
  const sources: { path: string; verification: Verification }[] = [];
  for (const token of input.files) {
    const path = pathOf(context.scope, token);
    sources.push({ path, verification: await verifyPath(path, hmacKey, since, context) });
  }
  return { sources };
};

async function keyOf(path: string): Promise<string> {
  const key = readHmacKey(await readFile(path, 'utf8'));
  if (!key.ok) throw new FailureError({ ...key.error, message: `${path}: ${key.error.message}` });
  return key.value;
}

async function verifyPath(
  path: string,
  hmacKey: string | undefined,
  since: ReturnType<typeof readHead> | undefined,
  { signal, host, progress }: JobContext,
): Promise<Verification> {
  const verifier = createChainVerifier({
    hashes: nodeHashes,
    hmacKey,
    since,
  });
  const breathe = createBreather(host.nowUs);
  const report = throttledProgress(host.nowUs, progress);
  let chained = 0;
  let other = 0;
  for await (const record of intakeRecords(path, { zone: 'UTC', signal })) {
    throwIfCancelled(signal);
    if (record.kind === 'rejected') {
      verifier.pushUnreadable(record.position);
      other++;
      continue;
    }
    if (record.format.id !== CHAINED_FORMAT) {
      other++;
      continue;
    }
    const row = chainRowFromRecord(record.bytes, SECURE_LOGS, record.position);
    if (row.ok) verifier.push(row.value);
    else verifier.pushUnreadable(record.position);
    chained++;
    report({ phase: 'verify', done: chained, total: null, unit: 'entries', note: path });
    await breathe();
  }
  if (chained > 0) return verifier.finish();
  const sha256 = await hashExhibit(path, { signal });
  return {
    kind: 'file-hash',
    verdict: 'unprotected',
    checked: 1,
    counts: { verified: 0, altered: 0, missing: 0, unverifiable: 0, unprotected: 1 },
    entries: [
      {
        file: path,
        verdict: 'unprotected',
        reason: `SHA-256 ${sha256}; ${String(other)} records of a format without a seal of its own.`,
      },
    ],
    shows: 'What this material is now, by its hash.',
    doesNotShow: 'Whether it was changed before: it carries no seal of its own.',
  };
}
