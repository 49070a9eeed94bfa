// The Windows event logs of an exhibit, checked for what their own check sums, numbers and times
// show. Nothing of their records is decoded or kept. Logs inside archives are found as well.

import { tmpdir } from 'node:os';
import type { LogFindings } from '../../shared/formats/evtx/findings.ts';
import type { FileSink } from './file-sink.ts';
import { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts';
import { readFileInto } from './read-file.ts';
import { walkExhibit } from './walk.ts';

export interface CheckedLog {
  /** Its name below the exhibit. */
  readonly file: string;
  readonly findings: LogFindings;
}

export interface CheckLogsOptions {
  /** Names of the files on disk that are looked into; all where not said. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly limits?: Partial<IntakeLimits> | undefined;
  readonly signal?: AbortSignal | undefined;
}

const NOWHERE: FileSink = {
  setFormat: () => undefined,
  addFraming: () => undefined,
  record: () => undefined,
  rejected: () => undefined,
  skipped: () => undefined,
};

/** Yields nothing for a file that cannot be read. */
export async function* checkEventLogs(
  path: string,
  { only, limits: given, signal }: CheckLogsOptions = {},
): AsyncGenerator<CheckedLog> {
  const limits = { ...DEFAULT_LIMITS, ...given };
  const tree = await walkExhibit(path, limits, signal);
  let files = 0;
  for (const entry of tree.files) {
    if (only && !only.has(entry.name)) continue;
    signal?.throwIfAborted();
    const found: CheckedLog[] = [];
    const steps = readFileInto(entry, {
      ...{ sink: NOWHERE, limits, signal, tempFolder: tmpdir(), alone: false },
      ...{ format: undefined, chainLayout: undefined },
      nextIndex: () => files++,
      useIndex: () => undefined,
      announce: () => undefined,
      onBytes: () => undefined,
      reportLog: (file, findings) => found.push({ file, findings }),
    });
    for (let step = await steps.next(); step.done !== true; step = await steps.next()) {
      signal?.throwIfAborted();
    }
    yield* found;
  }
}
