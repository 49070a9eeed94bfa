// The four services of a case, whatever thread they live on: the writer (the only read-write
// connection), the reader (queries), the analyst (long reading jobs) and the parser (no case at all).

import type { CallScope } from '../engine/scope.ts';
import type { EngineHost } from '../engine/host.ts';
import { createReadEngine } from '../engine/read-engine.ts';
import { createWriteEngine } from '../engine/write-engine.ts';
import { oneAtATime, type ImportContext } from '../engine/evidence/unit-reader.ts';
import type { JobContext } from '../engine/jobs.ts';
import { analystJobs, parserJobs } from '../engine/job-table.ts';
import { openCaseReader, openCaseWriter } from '../store/case-store.ts';
import type { CaseKey } from '../store/cipher.ts';
import { rewriteCase } from '../store/cipher-rewrite.ts';
import { FailureError, failure } from '../../shared/base/result.ts';
import type { Handler, Link } from './rpc.ts';
import { stepClient } from './step-link.ts';

export interface Service {
  readonly handle: Handler;
  close(): void;
}

/**
 * Opens on the first call, and again on the next one where opening failed: a case that was locked
 * or on a disk that was not there may be free now, and the thread lives on.
 */
export function lazily(open: () => Service): Service {
  let service: Service | undefined;
  return {
    handle(name, args, context) {
      service ??= open();
      return service.handle(name, args, context);
    },
    close() {
      service?.close();
      service = undefined;
    },
  };
}

export interface CallArgs {
  readonly input: unknown;
  readonly scope: CallScope;
}

/** The searcher is a reader of its own for the queries over all events. */
export type ServiceName = 'writer' | 'reader' | 'searcher' | 'analyst' | 'parser';

function unknownCall(name: string): never {
  throw new FailureError(failure('internal', `No service answers ${name}.`));
}

/** `rewrite` puts the case under another key, or none; it is closed for that. */
export function writerThreadService(
  caseFile: string,
  host: EngineHost,
  caseKey?: CaseKey,
): Service {
  const service = lazily(() => writerService(caseFile, host, caseKey));
  return {
    handle(name, args, context) {
      if (name !== 'rewrite') return service.handle(name, args, context);
      service.close();
      rewriteCase(caseFile, caseKey, (args as RewriteArgs).to);
      return {};
    },
    close: () => service.close(),
  };
}

export interface RewriteArgs {
  /** Absent: the case is plain from then on. */
  readonly to?: CaseKey | undefined;
}

function writerService(caseFile: string, host: EngineHost, caseKey?: CaseKey): Service {
  const store = openCaseWriter(caseFile, caseKey);
  const engine = createWriteEngine(store, host);
  return {
    handle(name, args) {
      if (name === 'open') return {};
      if (name.startsWith('step:')) return engine.step(name.slice(5), args);
      const { input, scope } = args as CallArgs;
      return engine.command(name, input, scope);
    },
    close() {
      try {
        engine.close();
      } finally {
        store.close();
      }
    },
  };
}

export function readerService(caseFile: string, host: EngineHost, caseKey?: CaseKey): Service {
  const store = openCaseReader(caseFile, caseKey);
  const engine = createReadEngine(store, host);
  return {
    handle(name, args, context) {
      const { input, scope } = args as CallArgs;
      return engine.query(name, input, scope, context);
    },
    close: () => store.close(),
  };
}

export type AnalystThreads = Pick<
  JobContext,
  'startLeafWorkers' | 'startMatchers' | 'startCheckers'
>;

/**
 * `caseFile` is null for the jobs that need no case.
 * @param threads other threads for verifying a case and for matching rules; absent where there are none
 */
export function analystService(
  caseFile: string | null,
  host: EngineHost,
  writer: Link,
  caseKey?: CaseKey,
  threads: AnalystThreads = {},
): Service {
  const steps = stepClient(writer);
  let engine: ReturnType<typeof createReadEngine> | undefined;
  let close = () => {};
  const caseEngine = () => {
    if (engine) return engine;
    if (caseFile === null) return unknownCall('a job without a case');
    const store = openCaseReader(caseFile, caseKey);
    close = () => store.close();
    engine = createReadEngine(store, host);
    return engine;
  };
  return {
    handle(name, args, context) {
      const job = analystJobs[name];
      if (!job) return unknownCall(name);
      const { input, scope } = args as CallArgs;
      return job(input, { ...context, host, scope, steps, ...threads }, caseEngine);
    },
    close: () => close(),
  };
}

export function parserService(
  host: EngineHost,
  writer: Link,
  startReaders: ImportContext['startReaders'],
): Service {
  const steps = stepClient(writer);
  const alone = oneAtATime();
  return {
    handle(name, args, context) {
      const job = parserJobs[name];
      if (!job) return unknownCall(name);
      const { input, scope } = args as CallArgs;
      return job(input, { ...context, host, scope, steps, startReaders, alone });
    },
    close() {},
  };
}
