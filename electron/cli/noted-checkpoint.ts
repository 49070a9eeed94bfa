// A head or a checkpoint that was noted elsewhere, as `--since`, `--from` and `--to` take it: the text
// itself, SEQUENCE:HASH, or a file of either.

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readText, recordedHead } from './inputs.ts';
import type { CaseSession } from './session.ts';

/** What checkpoints of a case begin with. */
const ORIGIN = 'sealwatch.local/case/';

export type Noted =
  | { readonly kind: 'head'; readonly text: string }
  | { readonly kind: 'checkpoint'; readonly text: string };

/** Throws FailureError where the file cannot be read or holds neither. */
export async function notedOption(cwd: string, given: string): Promise<Noted> {
  if (given.startsWith(ORIGIN)) return { kind: 'checkpoint', text: given };
  if (await isFile(resolve(cwd, given))) {
    const text = (await readText(cwd, given)).replace(/^\ufeff/, '');
    if (text.startsWith(ORIGIN)) return { kind: 'checkpoint', text };
    const checkpoint = checkpointInJson(text);
    if (checkpoint !== undefined) return { kind: 'checkpoint', text: checkpoint };
  }
  return { kind: 'head', text: await recordedHead(cwd, given) };
}

/** Whether a head is one of the case's own tree; else it is that of a chained log. */
export async function isHeadOfCase(session: CaseSession, head: string): Promise<boolean> {
  const { checkpoints } = await session.call('case.checkpoints', { before: null, limit: 1 });
  const newest = checkpoints[0];
  if (!newest) return false;
  try {
    await session.call('case.proveConsistency', { from: head, to: String(newest.id) });
    return true;
  } catch (error) {
    if (hasCode(error, /^(?:prove|since)\./)) return false;
    throw error;
  }
}

function hasCode(error: unknown, pattern: RegExp): boolean {
  return (
    error instanceof Error &&
    'failure' in error &&
    typeof error.failure === 'object' &&
    error.failure !== null &&
    'code' in error.failure &&
    pattern.test(String(error.failure.code))
  );
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
}

/** Of what `verify --json`, `prove` or the window's list of checkpoints print. */
function checkpointInJson(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Not JSON: it is read as something else.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const sources = member(value, 'sources');
  for (const holder of Array.isArray(sources) ? (sources as unknown[]) : [value]) {
    const found = member(holder, 'checkpoint') ?? member(holder, 'note');
    if (typeof found === 'string' && found.startsWith(ORIGIN)) return found;
  }
  return undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
