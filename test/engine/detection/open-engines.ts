// A case with its two engines on this thread, and jobs on it whose steps a test can watch or break.

import { join } from 'node:path';
import { timeUs } from '../../../shared/base/time.ts';
import { createDetection } from '../../../shared/detection/detection.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { caseInfo } from '../../../electron/engine/case/case-info.ts';
import { runDetection } from '../../../electron/engine/detection/detect-job.ts';
import type { StartMatchers } from '../../../electron/engine/detection/block-matcher.ts';
import { eventKeys } from '../../../electron/engine/detection/event-keys.ts';
import { integrityStretches } from '../../../electron/engine/detection/integrity-stretches.ts';
import { pushEvents } from '../../../electron/engine/detection/push-events.ts';
import { importJob } from '../../../electron/engine/evidence/import-job.ts';
import { oneAtATime, readersHere } from '../../../electron/engine/evidence/unit-reader.ts';
import { nodeHashes, type EngineHost } from '../../../electron/engine/host.ts';
import type { JobContext } from '../../../electron/engine/jobs.ts';
import { officerCommands } from '../../../electron/engine/officer-commands.ts';
import { createReadEngine } from '../../../electron/engine/read-engine.ts';
import { EMPTY_SCOPE } from '../../../electron/engine/scope.ts';
import type { StepClient } from '../../../electron/engine/steps.ts';
import { createWriteEngine } from '../../../electron/engine/write-engine.ts';
import { openCaseReader, openCaseWriter } from '../../../electron/store/case-store.ts';
import type { CaseKey } from '../../../electron/store/cipher.ts';
import { linkInProcess } from '../../../electron/workers/rpc.ts';
import { stepClient } from '../../../electron/workers/step-link.ts';
import { RESOURCES } from '../../fixtures/places.ts';

export type Engines = ReturnType<typeof openEngines>;

export function openEngines(folder: string, caseKey?: CaseKey) {
  let clockUs = Date.UTC(2026, 5, 1) * 1_000;
  const host: EngineHost = {
    nowUs: () => timeUs((clockUs += 10)),
    version: '0.0.0-test',
    resourcesFolder: RESOURCES,
    operatingUser: 'test@test',
  };
  const file = join(folder, 'test.sealwatch');
  const writerStore = openCaseWriter(file, caseKey);
  const writer = createWriteEngine(writerStore, host);
  const commands = officerCommands(writer);
  const readerStore = openCaseReader(file, caseKey);
  const reader = createReadEngine(readerStore, host);
  const steps = stepClient(linkInProcess((name, args) => writer.step(name.slice(5), args)));
  const contextOf = (more: Partial<JobContext>): JobContext => ({
    host,
    scope: EMPTY_SCOPE,
    steps,
    signal: new AbortController().signal,
    progress: () => undefined,
    ...more,
  });
  return {
    reader,
    steps,
    /** @param paths behind the file tokens in the input */
    command: (name: string, input: unknown, paths: Readonly<Record<string, string>> = {}) =>
      commands.run(name, input, { ...EMPTY_SCOPE, paths }),
    setNow: (ms: number): void => void (clockUs = ms * 1_000),
    import: (paths: readonly string[], more: Partial<StepClient> = {}) =>
      importJob(
        { files: paths.map((_, i) => `f${String(i)}`) },
        {
          ...contextOf({ steps: { ...steps, ...more } }),
          scope: {
            ...EMPTY_SCOPE,
            paths: Object.fromEntries(paths.map((path, i) => [`f${String(i)}`, path])),
          },
          startReaders: readersHere,
          alone: oneAtATime(),
        },
      ),
    /** Findings as the alerts have them afterwards. */
    async detect(
      more: {
        readonly steps?: Partial<StepClient>;
        readonly signal?: AbortSignal;
        readonly startMatchers?: StartMatchers;
        readonly rules?: readonly string[];
      } = {},
    ): Promise<readonly Finding[]> {
      const context = contextOf({
        steps: { ...steps, ...more.steps },
        ...(more.signal && { signal: more.signal }),
        startMatchers: more.startMatchers,
      });
      const request = { rules: more.rules, fromUs: null, toUs: null, zone: undefined };
      const { alerts } = await runDetection(reader, request, context);
      return alerts.map((alert) => alert.finding);
    },
    /** What reading every event once gives, with nothing kept. */
    async detectAtOnce(): Promise<readonly Finding[]> {
      const { set, isEnabled } = reader.catalogue.current();
      const { settings } = caseInfo(readerStore);
      const run = createDetection(set, {
        hashes: nodeHashes,
        zone: settings.rulesZone,
        threatList: parseThreatList(settings.threatList),
        enabled: isEnabled,
        integrity: integrityStretches(reader),
        eventKey: eventKeys(reader),
      });
      await pushEvents(reader, run.push, null, contextOf({}));
      return run.finish().findings.filter((finding) => finding.severity !== 'informational');
    },
    forgetHits: () => steps.forgetHits({ keep: [] }),
    close() {
      readerStore.close();
      writer.close();
      writerStore.close();
    },
  };
}
