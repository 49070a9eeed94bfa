// The writing half of the application: the steps of jobs, and what they have in common with the
// commands of the officer. Each is one transaction, and each act that matters goes into the audit trail
// within the same transaction.

import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { assert } from '../../shared/base/assert.ts';
import { FailureError, failure } from '../../shared/base/result.ts';
import type { CaseWriter } from '../store/case-store.ts';
import { recordFindings } from './alerts/record-findings.ts';
import { createAuditLog } from './case/audit-log.ts';
import { caseInfo } from './case/case-info.ts';
import { DEFAULT_SETTINGS } from './case/default-settings.ts';
import { hitSteps } from './detection/hit-steps.ts';
import { importSteps } from './evidence/import-steps.ts';
import type { EngineHost } from './host.ts';
import { retentionSteps } from './retention/retention-commands.ts';
import { saveImported } from './rules/last-rule-import.ts';
import { VERIFIED_ACT, verifiedLine } from './seal/kept-verdicts.ts';
import { createSealer, openSeal } from './seal/sealer.ts';
import { isAboutRecord, sealReason, sourceIdOf } from './seal/sealed-acts.ts';
import type { Steps } from './steps.ts';
import type { WriteContext } from './write-context.ts';

export function createWriteEngine(store: CaseWriter, host: EngineHost) {
  const who = () => {
    const examiner = store.meta.get('examiner');
    return examiner ? `${examiner.name} · ${host.operatingUser}` : host.operatingUser;
  };
  const audit = createAuditLog(store, host, who);
  const context: WriteContext = { store, host, audit, who };

  if (store.meta.get('id') === undefined) {
    store.transaction(() => {
      store.meta.set('id', randomUUID());
      store.meta.set('name', basename(store.read.path, '.sealwatch'));
      store.meta.set('createdAtUs', host.nowUs());
      store.meta.set('examiner', null);
      store.meta.set('settings', DEFAULT_SETTINGS);
      store.meta.set('nextEvent', 1);
      store.meta.set('chain', '');
      audit.add('case created', `version ${host.version}`);
    });
  }

  const sealer = createSealer(store, host, audit);
  store.transaction(() => openSeal(store, audit, sealer));

  // Whoever wrote before is gone: what it was reading then will not go on by itself.
  const unfinished = store.read.sources.all().filter((source) => source.status === 'importing');
  if (unfinished.length > 0) {
    store.transaction(() => {
      for (const { id, exhibit } of unfinished) {
        store.sources.setStatus(id, 'incomplete');
        sealer.touched(id);
        audit.add('import found unfinished', exhibit);
      }
    });
  }

  const steps: Steps = {
    ready: () => undefined,
    ...importSteps(context),
    saveVerification({ sourceId, verification, withKey }) {
      store.sources.addVerification(sourceId, verification, host.nowUs(), who(), withKey);
      const exhibit = store.read.sources.get(sourceId)?.exhibit ?? String(sourceId);
      const kept = store.read.seals.verification(sourceId);
      assert(kept, 'what was stored is there');
      audit.add(VERIFIED_ACT, verifiedLine(exhibit, verification, kept));
    },
    ...hitSteps(context),
    saveFindings: (args) => recordFindings(context, args),
    saveReview(args) {
      const id = store.work.addReview(args);
      audit.add('reviewed', `${args.kind}, ${args.byHand ? 'by hand' : 'by schedule'}`);
      return { id };
    },
    saveTextSpan: ({ slices, ...span }) => store.textIndex.add(span, slices),
    saveRules: (args) => saveImported(context, args),
    offerThreatList({ text, from }) {
      const settings = caseInfo(store.read).settings;
      if (settings.threatList.trim() !== '') return;
      store.meta.set('settings', { ...settings, threatList: text });
      audit.add('settings changed', `threatList, from ${from}`);
    },
    note: ({ act, detail }) => audit.add(act, detail),
    ...retentionSteps(context, sealer),
    giveBackSpace: () => store.retention.giveBackSpace(),
    checkpoint: ({ reason }) => ({ note: sealer.checkpoint(reason) }),
  };

  /** What an act changes is sealed with it, or not at all. */
  const act = (name: string, args: unknown, run: () => unknown): unknown => {
    try {
      return store.transaction(() => {
        const isSealed = isAboutRecord(name);
        const named = isSealed ? sourceIdOf(args) : undefined;
        if (named !== undefined) sealer.lookAt(named);
        const result = run();
        const sourceId = named ?? (isSealed ? sourceIdOf(result) : undefined);
        if (sourceId !== undefined) sealer.touched(sourceId);
        const reason = sealReason(name);
        if (reason !== undefined) sealer.checkpoint(reason);
        return result;
      });
    } catch (error) {
      // A rolled-back transaction takes the numbers of new words with it.
      store.events.forgetTerms();
      throw error;
    }
  };

  return {
    context,
    sealer,
    act,
    /** Throws FailureError. */
    step(name: string, args: unknown): unknown {
      const step = Object.hasOwn(steps, name)
        ? (steps[name as keyof Steps] as (args: unknown) => unknown)
        : undefined;
      if (!step) throw new FailureError(failure('internal', `No step ${name}.`));
      // SQLite cannot write a case anew within a transaction.
      return name === 'giveBackSpace' ? step(args) : act(name, args, () => step(args));
    },
    /** Before the store is closed. Throws FailureError. */
    close: (): void => store.transaction(() => sealer.checkpointIfChanged('closing')),
  };
}

export type WriteEngine = ReturnType<typeof createWriteEngine>;
