// Reads an exhibit, a file or a folder, as batches of records. One pass over the bytes, in memory
// that does not depend on their number. What cannot be read is a rejection with its place and
// reason, and reading goes on; an exhibit that is a single file fails where nothing of it can be
// trusted: not there, not readable, of no known format, changed while it was read.

import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { failure, FailureError, type Failure } from '../../shared/base/result.ts';
import { formatById } from '../../shared/formats/registry.ts';
import { isZone } from '../../shared/normalise/zone.ts';
import type { IntakeBatch, IntakeFile, OpenBatch } from './batch.ts';
import { exhibitDigest } from './digest.ts';
import { inOwnBuffer } from './give-back.ts';
import { givenChainLayout } from './given-layout.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { mainFormatOf, type RecordCounts } from './record-sink.ts';
import { readUnit, type UnitOptions } from './read-unit.ts';
import { walkExhibit } from './walk.ts';

const compress = promisify(zstdCompress);
/** Records of a log repeat nearby: level 3 takes two to three times as long and makes hardly less. */
const ZSTD_LEVEL = 1;
const COMPRESSED_CHUNK_BYTES = 256 * 1024;

export interface ReadExhibitOptions extends Omit<UnitOptions, 'alone'> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: IntakeProgress) => void) | undefined;
}

export interface IntakeProgress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly filesRead: number;
  readonly filesTotal: number;
  readonly records: number;
}

/** What a reading came to. `events + rejected + skipped` is `records`. */
export interface IntakeSummary extends Readonly<RecordCounts> {
  readonly kind: 'file' | 'folder';
  readonly files: readonly IntakeFile[];
  readonly bytes: number;
  /** As `exhibitDigest` makes it. */
  readonly sha256: string;
  /** The format of most records. */
  readonly format: string;
  readonly records: number;
}

export async function* readExhibit(
  path: string,
  options: ReadExhibitOptions = {},
): AsyncGenerator<IntakeBatch, IntakeSummary> {
  checkOptions(options);
  const { signal, onProgress, ...unitOptions } = options;
  signal?.throwIfAborted();
  const tree = await walkExhibit(path, { ...DEFAULT_LIMITS, ...options.limits }, signal);
  const files: IntakeFile[] = [];
  const formats: Record<string, number> = {};
  let bytesRead = 0;
  let filesRead = 0;
  let records = 0;
  const report = (): void => {
    const bytesTotal = Math.max(tree.bytes, bytesRead);
    onProgress?.({ bytesRead, bytesTotal, filesRead, filesTotal: tree.files.length, records });
  };
  const reading = readUnit(
    { parts: tree.files.map((file) => ({ file })) },
    { ...unitOptions, alone: tree.kind === 'file' },
    {
      signal,
      onBytes(bytes) {
        bytesRead += bytes;
        report();
      },
      onFile: () => void filesRead++,
    },
  );
  // One batch is compressed on another thread while the next one is read.
  let packing: Promise<IntakeBatch> | undefined;
  try {
    let step = await reading.next();
    while (step.done !== true) {
      const batch = step.value;
      for (const file of batch.files) files[file.index] = file;
      for (const [id, count] of Object.entries(batch.formats))
        formats[id] = (formats[id] ?? 0) + count;
      records += batch.count + batch.rejections.length + batch.skipped;
      if (packing) yield await packing;
      packing = packBatch(batch);
      // A failure is met at the next await; until then it must not count as unhandled.
      packing.catch(() => undefined);
      step = await reading.next();
    }
    const { files: _listed, known, firstProblem, ...counts } = step.value;
    if (known === 0) throw new FailureError(nothingRead(path, tree.files.length, firstProblem));
    if (packing) yield await packing;
    records = counts.events + counts.rejected + counts.skipped;
    report();
    return {
      kind: tree.kind,
      files,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      sha256: exhibitDigest(files, tree.kind),
      format: mainFormatOf(formats),
      records,
      ...counts,
    };
  } finally {
    await reading.return(undefined as never);
  }
}

async function packBatch({ raw, ...batch }: OpenBatch): Promise<IntakeBatch> {
  const records = raw.subarray(0, batch.rawBytes);
  const payload = await compressRecords(records);
  return { ...batch, payload, sha256: hash('sha256', records, 'buffer') };
}

/** What records come to, for the next ones: see `compressRecords`. */
let lastShare = 0;
/** They come to a little more at times. */
const ROOM = 1.25;

/** As blocks keep them: zstd, in a buffer of its own. */
export async function compressRecords(records: Uint8Array): Promise<Uint8Array> {
  // In one piece, most of the time: what does not fit goes on in further ones, which are joined.
  const expected = Math.ceil(records.length * lastShare * ROOM);
  const packed = await compress(records, {
    chunkSize: Math.max(COMPRESSED_CHUNK_BYTES, expected),
    params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
  });
  if (records.length > 0) lastShare = packed.length / records.length;
  return inOwnBuffer(packed);
}

/** Throws FailureError. */
export function checkOptions(options: Pick<UnitOptions, 'format' | 'zone' | 'chainLayout'>): void {
  givenChainLayout(options.chainLayout);
  if (options.format !== undefined && !formatById(options.format)) {
    throw new FailureError(failure('call.format', `There is no format "${options.format}".`));
  }
  if (options.zone !== undefined && !isZone(options.zone)) {
    throw new FailureError(failure('zone.unknown', `There is no time zone "${options.zone}".`));
  }
}

export function nothingRead(path: string, files: number, first: Failure | undefined): Failure {
  if (files === 0) return failure('folder.empty', `${path}: the folder holds no files.`);
  return failure(
    first?.code ?? 'format.unknown',
    `${path}: none of its ${files} files can be read; the first: ${first?.message ?? 'unknown reason'}`,
  );
}
