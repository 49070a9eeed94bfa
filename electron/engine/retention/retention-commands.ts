// Periods and legal holds, each with who and why in the audit trail; and the step that drops blocks.

import { assert } from '../../../shared/base/assert.ts';
import { counted } from '../../../shared/base/counted.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { BANDS } from '../../store/text-index.ts';
import type { CommandHandlers } from '../handlers.ts';
import type { Sealer } from '../seal/sealer.ts';
import type { Steps } from '../steps.ts';
import type { WriteContext } from '../write-context.ts';
import { DROP_ACT, dropDigest } from './drop-record.ts';
import { dropAround, dropWithLast } from './dropped-content.ts';
import { dropUnusedWords } from './dropped-words.ts';
import { retentionPlan } from './retention-plan.ts';

export function retentionCommands({
  store,
  host,
  audit,
  who,
}: WriteContext): Pick<
  CommandHandlers,
  'retention.setDays' | 'retention.hold' | 'retention.release'
> {
  const exhibitOf = (sourceId: number): string => {
    const source = store.read.sources.get(sourceId);
    if (source) return source.exhibit;
    throw new FailureError(
      failure('source.unknown', `There is no exhibit number ${String(sourceId)}.`),
    );
  };
  return {
    'retention.setDays'({ sourceId, days }) {
      const exhibit = exhibitOf(sourceId);
      const before = store.read.retention.days().get(sourceId) ?? null;
      if (before === days) return {};
      store.retention.setDays(sourceId, days);
      const text = (period: number | null) =>
        period === null ? 'for ever' : counted(period, 'day');
      audit.add('retention changed', `${exhibit}: kept ${text(days)}, before ${text(before)}`);
      return {};
    },
    'retention.hold'({ sourceId, reason }) {
      const what = sourceId === null ? 'the whole case' : exhibitOf(sourceId);
      store.retention.addHold(sourceId, reason, who(), host.nowUs());
      audit.add('legal hold placed', `${what}: ${reason}`);
      return {};
    },
    'retention.release'({ hold, reason }) {
      const found = store.read.retention.holds().find((each) => each.id === hold);
      if (!found || !store.retention.releaseHold(hold, reason, who(), host.nowUs())) {
        throw new FailureError(
          failure('hold.unknown', `There is no legal hold number ${String(hold)} in force.`),
        );
      }
      const what = found.sourceId === null ? 'the whole case' : exhibitOf(found.sourceId);
      audit.add('legal hold released', `${what}, held for "${found.reason}": ${reason}`);
      return {};
    },
  };
}

/** What is dropped in one transaction: some hundred thousand events. */
const BLOCKS_AT_ONCE = 64;

export function retentionSteps(
  { store, host, audit, who }: WriteContext,
  sealer: Sealer,
): Pick<Steps, 'retentionDrop' | 'retentionForget'> {
  return {
    retentionForget: () => ({ words: dropUnusedWords({ store, host, audit, who }) }),
    retentionDrop({ reason }) {
      const nowUs = host.nowUs();
      // Worked out again here: a hold placed a moment ago wins.
      const plan = retentionPlan(store.read, nowUs).find(
        (each) => !each.held && each.due.length > 0,
      );
      if (!plan) return null;
      const { source, days } = plan;
      assert(days !== null, 'what is due has a period');
      // Whatever is dropped stays under a signature: its hashes are in a checkpoint first.
      sealer.checkpointIfChanged('before records are dropped');
      sealer.lookAt(source.id);
      const blocks = plan.due.slice(0, BLOCKS_AT_ONCE);
      const why = reason === '' ? `kept ${String(days)} days` : reason;
      const run = { sourceId: source.id, atUs: nowUs, who: who(), reason: why };
      const runId = store.retention.addRun(run);
      dropAround(store, source.id, blocks);
      store.retention.drop(
        runId,
        blocks.map((block) => block.id),
        BANDS,
      );
      dropWithLast(store, source.id);
      const dropped = store.read.retention.dropped().filter((block) => block.runId === runId);
      const events = blocks.reduce((sum, block) => sum + block.count, 0);
      const [first] = blocks;
      const last = blocks.at(-1);
      audit.add(
        DROP_ACT,
        `${source.exhibit}: ${counted(events, 'event')} in ${counted(blocks.length, 'block')}, numbers ${String(first?.firstEvent)} to ${String((last?.firstEvent ?? 0) + (last?.count ?? 0) - 1)}; ${why}; SHA-256 ${dropDigest(dropped)}`,
      );
      return { sourceId: source.id, events, blocks: blocks.length };
    },
  };
}
