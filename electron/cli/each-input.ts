// Several PATHs of one command, one after the other: what cannot be read is named on stderr and left
// out, and the others are worked on all the same. What stands against the work as a whole (a case that
// cannot be written, a full disk, Ctrl-C) ends it.

import { resolve } from 'node:path';
import { FailureError, type Failure } from '../../shared/base/result.ts';
import { isOfInput } from '../../shared/domain/input-failure.ts';
import type { CommandContext } from './command.ts';
import { readablePath } from './inputs.ts';

export interface GivenInput {
  /** As it was typed. */
  readonly given: string;
  /** Absolute. */
  readonly path: string;
  /** Why it cannot be read, where that shows before any work. */
  readonly problem: Failure | undefined;
}

/** What became of an input: its results, or why there are none. */
export type InputOutcome<T> =
  | { readonly path: string; readonly results: T }
  | { readonly path: string; readonly error: string };

/** As JSON lists what could not be read, in its place among the others. */
export interface UnreadableShape {
  readonly path: string;
  readonly error: string;
}

export async function givenInputs(
  cwd: string,
  paths: readonly string[],
): Promise<readonly GivenInput[]> {
  const inputs: GivenInput[] = [];
  for (const given of paths) {
    inputs.push({ given, path: resolve(cwd, given), problem: await problemOf(cwd, given) });
  }
  return inputs;
}

async function problemOf(cwd: string, given: string): Promise<Failure | undefined> {
  try {
    await readablePath(cwd, given);
    return undefined;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
}

/** Where nothing can be read there is nothing to open a case for: every input is named. */
export function noneReadable(
  context: Pick<CommandContext, 'complain'>,
  inputs: readonly GivenInput[],
): readonly UnreadableShape[] | undefined {
  if (inputs.some(({ problem }) => problem === undefined)) return undefined;
  return inputs.map(({ path, problem }) => unreadable(context, path, problem?.message ?? ''));
}

export async function eachInput<T>(
  context: Pick<CommandContext, 'complain'>,
  inputs: readonly GivenInput[],
  work: (path: string) => Promise<T>,
): Promise<readonly InputOutcome<T>[]> {
  const outcomes: InputOutcome<T>[] = [];
  for (const { path, problem } of inputs) {
    if (problem) {
      outcomes.push(unreadable(context, path, problem.message));
      continue;
    }
    try {
      outcomes.push({ path, results: await work(path) });
    } catch (error) {
      if (!(error instanceof FailureError) || !isOfInput(error.failure)) throw error;
      const { message } = error.failure;
      outcomes.push(unreadable(context, path, message));
    }
  }
  return outcomes;
}

function unreadable(
  { complain }: Pick<CommandContext, 'complain'>,
  path: string,
  message: string,
): UnreadableShape {
  complain(message);
  return { path, error: message };
}

export function isUnreadable<T>(outcome: InputOutcome<T>): outcome is UnreadableShape {
  return 'error' in outcome;
}
