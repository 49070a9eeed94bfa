// Watched folders and files: looked at now and then, and opened again when something in them has
// changed and come to rest. Opening again adds only what is new, so a look too many does no harm.
// Polling, because change notices of operating systems miss network drives and mounted copies.

import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure, Result } from '../../shared/base/result.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';

export interface WatchClock {
  readonly nowMs: () => number;
  /** Calls back once; the answer takes that back. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

export interface WatchParts {
  readonly call: (name: ProcedureName, input: unknown) => Promise<Result<unknown>>;
  readonly tokenOf: (path: string) => string;
  readonly clock: WatchClock;
  /** What a path looks like now; equal answers mean that nothing changed. */
  readonly look: (path: string) => Promise<string>;
  readonly lookEveryMs: number;
  /** Said once; `problems` tells of it as long as it lasts. */
  readonly onProblem: (message: string) => void;
  /** What was said is over. */
  readonly onSolved: (message: string) => void;
  /** What `problems` tells has changed. */
  readonly onChange: () => void;
}

export const LOOK_EVERY_MS = 5_000;
/** Something that is written to all the time is read after this long all the same. */
export const REST_AT_MOST_MS = 60_000;

interface Watch {
  seen: string;
  /** What it looked like when it was last opened. */
  opened: string | undefined;
  changedAtMs: number | undefined;
  /** Why it cannot be looked at; empty where it can. */
  away: string;
  /** Why it could not be opened when it was last tried. */
  unread: string;
}

export interface Watching {
  /** By path, what keeps it from being read now. */
  problems(): ReadonlyMap<string, string>;
  stop(): void;
}

export function startWatching(parts: WatchParts): Watching {
  const { call, clock } = parts;
  const watches = new Map<string, Watch>();
  let stopped = false;
  let takeBack = (): void => undefined;

  const ask = async <N extends ProcedureName>(
    name: N,
    input: Input<N>,
  ): Promise<Output<N> | Failure> => {
    const result = await call(name, input);
    return result.ok ? (result.value as Output<N>) : result.error;
  };

  const takeBackWhatWasSaid = (path: string, problem: string): void => {
    if (problem !== '') parts.onSolved(`Watching ${path}: ${problem}`);
  };

  const sayOnce = (path: string, watch: Watch, what: 'away' | 'unread', problem: string): void => {
    if (problem === watch[what]) return;
    takeBackWhatWasSaid(path, watch[what]);
    watch[what] = problem;
    if (problem !== '') parts.onProblem(`Watching ${path}: ${problem}`);
    parts.onChange();
  };

  /** True where the case gained events. */
  const open = async (path: string, watch: Watch): Promise<boolean> => {
    const before = watch.seen;
    const answer = await ask('evidence.import', { files: [parts.tokenOf(path)] });
    if ('code' in answer) {
      // It went away between the look and the reading: the next look says so, or reads it after all.
      if (answer.code === 'file.not-found') return false;
      // Watched before anything was put there.
      const isFault = answer.code !== 'folder.empty';
      sayOnce(path, watch, 'unread', isFault ? without(path, answer.message) : '');
      // What could not be read is tried again when it has changed again.
      watch.opened = before;
      return false;
    }
    watch.opened = before;
    sayOnce(path, watch, 'unread', '');
    return answer.sources.some((each) => !each.alreadyThere);
  };

  const lookAt = async (path: string): Promise<boolean> => {
    const known = watches.get(path);
    let now: string;
    try {
      now = await parts.look(path);
    } catch (error) {
      const watch = known ?? newWatch('', undefined);
      watches.set(path, watch);
      sayOnce(path, watch, 'away', whyAway(error));
      return false;
    }
    if (known === undefined) {
      watches.set(path, newWatch(now, clock.nowMs()));
      return false;
    }
    sayOnce(path, known, 'away', '');
    const atRest = now === known.seen;
    known.seen = now;
    if (now === known.opened) {
      known.changedAtMs = undefined;
      return false;
    }
    known.changedAtMs ??= clock.nowMs();
    if (!atRest && clock.nowMs() - known.changedAtMs < REST_AT_MOST_MS) return false;
    known.changedAtMs = undefined;
    return await open(path, known);
  };

  const round = async (): Promise<void> => {
    const answer = await ask('evidence.watched', {});
    // A case that cannot be read says so where it was opened.
    if ('code' in answer) return;
    const paths = new Set(answer.watched.map((each) => each.path));
    for (const [path, { away, unread }] of watches) {
      if (paths.has(path)) continue;
      takeBackWhatWasSaid(path, away);
      takeBackWhatWasSaid(path, unread);
      watches.delete(path);
    }
    let gained = false;
    for (const path of paths) {
      if (stopped) return;
      gained = (await lookAt(path)) || gained;
    }
    if (!gained || stopped) return;
    const detected = await ask('detect.run', { fromUs: null, toUs: null });
    if ('code' in detected) parts.onProblem(`Detection after watching: ${detected.message}`);
  };

  const next = (): void => {
    takeBack = clock.after(parts.lookEveryMs, () => {
      void round().finally(() => {
        if (!stopped) next();
      });
    });
  };
  next();
  return {
    problems() {
      const told = new Map<string, string>();
      for (const [path, { away, unread }] of watches) {
        if (away !== '' || unread !== '') told.set(path, away === '' ? unread : away);
      }
      return told;
    },
    stop() {
      stopped = true;
      takeBack();
    },
  };
}

function newWatch(seen: string, changedAtMs: number | undefined): Watch {
  return { seen, opened: undefined, changedAtMs, away: '', unread: '' };
}

/** A message may name the path itself, which is named before it. */
function without(path: string, message: string): string {
  const named = `${path}: `;
  return message.startsWith(named) ? message.slice(named.length) : message;
}

function whyAway(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return 'it is not there any more, or cannot be reached. It is read on once it is back.';
  }
  return error instanceof Error ? error.message : String(error);
}

/** Names, sizes and times of change of everything below a path. Throws where it is not there. */
export async function lookAtPath(path: string): Promise<string> {
  const hash = createHash('sha256');
  const walk = async (place: string): Promise<void> => {
    const info = await lstat(place);
    hash.update(`${place}\0${String(info.size)}\0${String(info.mtimeMs)}\n`);
    if (!info.isDirectory()) return;
    for (const name of (await readdir(place)).toSorted()) await walk(join(place, name));
  };
  await walk(path);
  return hash.digest('hex');
}
