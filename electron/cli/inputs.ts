// Files named on the command line, looked at before any work starts: a path that cannot be read ends
// the command at once, with its name and the reason.

import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FailureError } from '../../shared/base/result.ts';
import { fileFailure, systemReason, wrongUse } from './failures.ts';

const NOT_UTF_8 = 'a name that is not UTF-8 cannot be given here, name the folder it is in';

/** The absolute path of something that is there and may be read. */
export async function readablePath(cwd: string, path: string): Promise<string> {
  const absolute = resolve(cwd, path);
  try {
    await stat(absolute);
    await access(absolute, constants.R_OK);
  } catch (error) {
    const reason = systemReason(error);
    // What the system hands over as text has lost such bytes already.
    if (path.includes('\ufffd')) throw fileFailure(path, `${reason}; ${NOT_UTF_8}`);
    throw fileFailure(path, reason);
  }
  return absolute;
}

export async function readablePaths(
  cwd: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const absolute: string[] = [];
  for (const path of paths) absolute.push(await readablePath(cwd, path));
  return absolute;
}

const TEXT_LIMIT_BYTES = 5_000_000;

/** A small text file, such as a threat list. */
export async function readText(cwd: string, path: string): Promise<string> {
  try {
    const { size } = await stat(resolve(cwd, path));
    if (size > TEXT_LIMIT_BYTES) {
      throw fileFailure(path, `larger than ${TEXT_LIMIT_BYTES} bytes, which this file may not be`);
    }
    const bytes = await readFile(resolve(cwd, path));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw fileFailure(path, 'not a text file (UTF-8)');
    if (error instanceof FailureError) throw error;
    throw fileFailure(path, systemReason(error));
  }
}

const HEAD = /^(\d+):([0-9a-fA-F]{64})$/;

/**
 * `--since`: a head recorded elsewhere as SEQUENCE:HASH, or a file that holds one, as that text or
 * as what `verify --json` prints: the whole answer, one source of it, or the `head` object alone.
 */
export async function recordedHead(cwd: string, given: string): Promise<string> {
  const direct = HEAD.exec(given);
  if (direct) return normal(direct);
  if (/^\d+:/.test(given)) {
    throw wrongUse(`--since ${given}: the hash after the colon must be 64 hexadecimal digits`);
  }
  const text = (await readText(cwd, given)).trim();
  const inFile = HEAD.exec(text) ?? HEAD.exec(headOfJson(text));
  if (!inFile) {
    throw fileFailure(given, 'holds no recorded head; SEQUENCE:HASH is what --since takes');
  }
  return normal(inFile);
}

function normal(match: RegExpExecArray): string {
  return `${match[1]}:${(match[2] ?? '').toLowerCase()}`;
}

function headOfJson(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Not JSON: the caller says what was expected.
    if (error instanceof SyntaxError) return '';
    throw error;
  }
  const source = isObject(value) ? (onlyHead(value['sources']) ?? value) : value;
  const holder = isObject(source) && isObject(source['head']) ? source['head'] : source;
  if (!isObject(holder)) return '';
  return `${String(holder['sequence'])}:${String(holder['hash'])}`;
}

/** Of a whole answer of `verify --json`, the one source that has a head. */
function onlyHead(sources: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!Array.isArray(sources)) return undefined;
  const heads = sources.filter(isObject).filter((source) => isObject(source['head']));
  return heads.length === 1 ? heads[0] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
