// A quick look at what was dropped on the window, before anything is read: how much it is and what
// it seems to be. The reading itself decides again, file by file.

import { basename } from 'node:path';
import { FailureError, type Failure } from '../../shared/base/result.ts';
import { textOf } from '../../shared/base/bytes.ts';
import { FORMATS } from '../../shared/formats/registry.ts';
import { hashChainedLog } from '../../shared/formats/hash-chained-log.ts';
import { SAMPLE_BYTES } from '../../shared/formats/sample.ts';
import { inferTimeField } from '../../shared/normalise/generic-fields.ts';
import { isSqlite } from './chain-database.ts';
import { openEvidenceFile } from './evidence-file.ts';
import { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts';
import { recogniseHead } from './recognise.ts';
import { unpack } from './unpack.ts';
import { walkExhibit, type ExhibitFile } from './walk.ts';

export interface FormatInfo {
  readonly id: string;
  readonly title: string;
  readonly notLogged: string;
  readonly holdsEvents: boolean;
}

export interface ExhibitDescription {
  readonly kind: 'file' | 'folder';
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  /** The formats of the files that were looked at, the most frequent first. */
  readonly formats: readonly {
    readonly id: string;
    readonly title: string;
    readonly files: number;
  }[];
  /** How many files were looked at; a folder may hold more. */
  readonly lookedAt: number;
  /** The field that times seem to be in, for formats that leave it open. */
  readonly timeField: string | undefined;
  /** Why files cannot be read, of those looked at. */
  readonly problems: readonly Failure[];
}

const FILES_LOOKED_AT = 24;

export function inspectFormats(): readonly FormatInfo[] {
  return FORMATS.map(({ id, title, notLogged, holdsEvents }) => ({
    id,
    title,
    notLogged,
    holdsEvents,
  }));
}

export async function describeExhibit(
  path: string,
  options: { readonly limits?: Partial<IntakeLimits>; readonly signal?: AbortSignal } = {},
): Promise<ExhibitDescription> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const tree = await walkExhibit(path, limits, options.signal);
  const readable = tree.files.filter(
    (file) => file.problem === undefined && file.companionOf === undefined,
  );
  const looked = spread(readable, FILES_LOOKED_AT);
  const counts = new Map<string, { title: string; files: number }>();
  const problems: Failure[] = [];
  let timeField: string | undefined;
  for (const file of looked) {
    options.signal?.throwIfAborted();
    const found = await lookAt(file, limits);
    if ('code' in found) {
      problems.push(found);
      continue;
    }
    timeField ??= found.timeField;
    const known = counts.get(found.id) ?? { title: found.title, files: 0 };
    counts.set(found.id, { ...known, files: known.files + 1 });
  }
  return {
    kind: tree.kind,
    name: basename(tree.name),
    files: tree.files.length,
    bytes: tree.bytes,
    formats: [...counts]
      .map(([id, { title, files }]) => ({ id, title, files }))
      .toSorted((a, b) => b.files - a.files),
    lookedAt: looked.length,
    timeField,
    problems,
  };
}

interface Look {
  readonly id: string;
  readonly title: string;
  readonly timeField: string | undefined;
}

async function lookAt(entry: ExhibitFile, limits: IntakeLimits): Promise<Look | Failure> {
  try {
    const file = await openEvidenceFile(entry.path, entry.name);
    try {
      const unpacked = await unpack(file, SAMPLE_BYTES, limits);
      try {
        if (isSqlite(unpacked.head)) return lookAtDatabase(unpacked.head);
        const recognised = recogniseHead(unpacked, entry.name, undefined);
        if (!recognised.ok) return recognised.error;
        const { format, sample } = recognised.value;
        const timeField = inferTimeField(sample.records);
        return { id: format.id, title: format.title, timeField };
      } finally {
        await unpacked.close();
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
}

/** Opening a database takes a private copy; the text of its schema is enough for a guess. */
function lookAtDatabase(head: Uint8Array): Look {
  const chained = textOf(head).includes('chain_hash');
  return {
    id: chained ? hashChainedLog.id : 'sqlite',
    title: chained ? hashChainedLog.title : 'SQLite database',
    timeField: undefined,
  };
}

/** Some of a long list, taken from all over it. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  const step = all.length / count;
  return all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}
