// Starts the threads of a case when they are first needed, wires job threads to the writer, and
// says so when one dies. The next call starts it again.

import { MessageChannel, Worker, type ResourceLimits } from 'node:worker_threads';
import { failure } from '../../shared/base/result.ts';
import type { ServiceLinks } from './case-services.ts';
import { linkOver, type PortLink } from './rpc.ts';
import type { ServiceName } from './service.ts';
import type { ThreadData } from './threads/thread-data.ts';

/**
 * Parse threads are the ones that meet hostile input; each may hold a few batches. What only passes
 * through a thread needs little room for what is young.
 */
const LIMITS: Readonly<Record<ServiceName, ResourceLimits>> = {
  writer: { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 16 },
  reader: { maxOldGenerationSizeMb: 1_024 },
  // The words of all columns; the columns themselves are outside of the heap.
  searcher: { maxOldGenerationSizeMb: 2_048 },
  analyst: { maxOldGenerationSizeMb: 2_048 },
  parser: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 },
};

export interface ThreadedOptions {
  /** For whoever asks one thing after the other: queries go to the thread that reads the case anyway. */
  readonly oneReader: boolean;
  readonly onDeath: (name: ServiceName, reason: string) => void;
}

export function threadedServices(
  data: ThreadData,
  { oneReader, onDeath }: ThreadedOptions,
): ServiceLinks {
  interface Running {
    readonly worker: Worker;
    readonly link: PortLink;
    /** The writer that its port leads to. */
    writer: Worker | undefined;
  }
  const running = new Map<ServiceName, Running>();
  /** Threads that were let go, until they have ended. */
  const leaving = new Map<Worker, Promise<void>>();
  let closing = false;

  const start = (name: ServiceName): Running => {
    const known = running.get(name);
    if (known) return known;
    // One literal each, so that a bundler finds the entry files.
    const entry = {
      writer: new URL('./threads/writer.ts', import.meta.url),
      reader: new URL('./threads/reader.ts', import.meta.url),
      searcher: new URL('./threads/reader.ts', import.meta.url),
      analyst: new URL('./threads/analyst.ts', import.meta.url),
      parser: new URL('./threads/parser.ts', import.meta.url),
    }[name];
    // The thread that meets hostile input opens no case, and is not given the key of one.
    const workerData: ThreadData = name === 'parser' ? { ...data, caseKey: undefined } : data;
    const worker = new Worker(entry, { workerData, resourceLimits: LIMITS[name] });
    const link = linkOver(worker);
    const entryOf: Running = { worker, link, writer: undefined };
    running.set(name, entryOf);
    let reason = 'it ended';
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      if (running.get(name) === entryOf) running.delete(name);
      link.fail(failure('thread.ended', `The ${name} thread ended: ${reason}.`));
      if (!closing && !leaving.delete(worker)) onDeath(name, reason);
    });
    return entryOf;
  };

  return {
    link(name, withWriter) {
      const isReader = name === 'reader' || name === 'searcher';
      const thread = start(oneReader && isReader ? 'analyst' : name);
      if (withWriter) {
        const writer = start('writer');
        if (thread.writer !== writer.worker) {
          const { port1, port2 } = new MessageChannel();
          writer.worker.postMessage({ t: 'port', port: port1 }, [port1]);
          thread.worker.postMessage({ t: 'writer', port: port2 }, [port2]);
          thread.writer = writer.worker;
        }
      }
      return thread.link;
    },
    async rest(name) {
      const thread = running.get(name);
      if (!thread) return;
      running.delete(name);
      const end = ended(thread.worker);
      leaving.set(thread.worker, end);
      await end;
    },
    async close() {
      closing = true;
      await Promise.all(leaving.values());
      // Readers first: the last connection to close tidies up the write-ahead log, and only the
      // writer may.
      const end = (name: ServiceName) => {
        const thread = running.get(name);
        return thread ? ended(thread.worker) : Promise.resolve();
      };
      await Promise.all([end('parser'), end('analyst'), end('reader'), end('searcher')]);
      await end('writer');
    },
  };
}

/** Asks it to end, and waits until it has. */
function ended(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve());
    worker.postMessage({ t: 'close' });
  });
}
