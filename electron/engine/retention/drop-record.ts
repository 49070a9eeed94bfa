// What the audit trail says of records that were dropped, so that the seal can tell a drop from a
// block that somebody took out: the digest in it covers which blocks they were.

import { createHash } from 'node:crypto';
import { hexOf } from '../../../shared/base/bytes.ts';
import { formatUtc } from '../../../shared/base/time.ts';
import type { AuditEntry } from '../../../shared/domain/case.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { DroppedBlock, DropRun } from '../../store/retention.ts';

export const DROP_ACT = 'records dropped';

/** Over the number, the events and the hashes of each block of one run, in order. */
export function dropDigest(blocks: readonly DroppedBlock[]): string {
  const digest = createHash('sha256');
  for (const { blockId, sourceId, firstEvent, count, rawBytes, sha256, chain } of blocks) {
    const line = [blockId, sourceId, firstEvent, count, rawBytes, hexOf(sha256), hexOf(chain)];
    digest.update(`${line.join(' ')}\n`);
  }
  return digest.digest('hex');
}

/** Why records are not there any more, for verdicts. */
export function dropReason({ atUs, who, reason }: DropRun): string {
  return `Dropped by retention on ${formatUtc(atUs).slice(0, 10)} by ${who} (${reason}): the hashes that were sealed are kept, the records are not.`;
}

/** How many records of an exhibit retention dropped, and what is to be said of them. */
export function droppedOf(
  store: Pick<CaseReader, 'retention' | 'audit'>,
  sourceId: number,
): readonly [count: number, reason: string] {
  let count = 0;
  let last: DropRun | undefined;
  const proven = provenDrops(store);
  for (const block of store.retention.dropped()) {
    const run = proven.get(block.blockId);
    if (block.sourceId !== sourceId || !run) continue;
    count += block.count;
    last = run;
  }
  return [count, last ? dropReason(last) : ''];
}

/** Dropped blocks whose run stands in the audit trail as it is; the others were not dropped by it. */
export function provenDrops({
  retention,
  audit,
}: Pick<CaseReader, 'retention' | 'audit'>): ReadonlyMap<number, DropRun> {
  const proven = new Map<number, DropRun>();
  const dropped = retention.dropped();
  if (dropped.length === 0) return proven;
  const noted: AuditEntry[] = [];
  for (const entry of audit.all()) if (entry.act === DROP_ACT) noted.push(entry);
  const perRun = Map.groupBy(dropped, (block) => block.runId);
  for (const run of retention.runs()) {
    const blocks = perRun.get(run.id) ?? [];
    const digest = dropDigest(blocks);
    const end = `; ${run.reason}; SHA-256 ${digest}`;
    const entry = noted.find(({ detail }) => detail.endsWith(end));
    if (!entry) continue;
    // Who and when as the trail has it, which is sealed.
    const { who, atUs } = entry;
    for (const { blockId } of blocks) proven.set(blockId, { ...run, who, atUs });
  }
  return proven;
}
