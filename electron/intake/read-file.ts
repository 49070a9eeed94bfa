// One file of an exhibit: opened, unpacked, recognised, cut into records. What goes wrong with the
// file as a whole is returned; in a folder it is listed as well, and reading goes on with the next.

import { failure, FailureError, ok, type Failure } from '../../shared/base/result.ts';
import type { ChainLayout } from '../../shared/domain/chain-layout.ts';
import type { LogFormat } from '../../shared/formats/format.ts';
import type { LogFindings } from '../../shared/formats/evtx/findings.ts';
import type { JsonFramer } from '../../shared/formats/framing/json.ts';
import { SAMPLE_BYTES, type Sample } from '../../shared/formats/sample.ts';
import { windowsEventLog } from '../../shared/formats/windows-event-log.ts';
import { NO_FORMAT, type IntakeFile } from './batch.ts';
import { openEvidenceFile, type EvidenceFile } from './evidence-file.ts';
import { isParquet, isSqlite } from './file-signs.ts';
import type { IntakeLimits } from './limits.ts';
import { isEvtx, readEventLogInto } from './event-log.ts';
import { archiveKind, ARCHIVE_FORMAT, readArchiveInto } from './read-archive.ts';
import { recogniseHead, recogniseLike } from './recognise.ts';
import type { FileSink } from './file-sink.ts';
import { textFramer } from './text-framer.ts';
import { expansionBudget, unpack, type ExpansionBudget, type Unpacked } from './unpack.ts';
import type { ExhibitFile } from './walk.ts';

export interface Neighbour {
  format: LogFormat | undefined;
  /** What cut it into records, to be used again. */
  framing?: { readonly format: LogFormat; readonly framer: JsonFramer } | undefined;
}

export interface FileReading {
  readonly sink: FileSink;
  readonly limits: IntakeLimits;
  readonly format: string | undefined;
  readonly chainLayout: ChainLayout | undefined;
  readonly signal: AbortSignal | undefined;
  readonly tempFolder: string;
  /** True where the exhibit is this file alone: what fails is thrown, not listed. */
  readonly alone: boolean;
  /** The number of the next file; records that follow belong to it. */
  nextIndex(): number;
  /** What follows belongs to a file that was listed before. */
  useIndex(index: number): void;
  announce(file: IntakeFile): void;
  onBytes(bytes: number): void;
  /** What the file before was read as, kept from one file to the next. */
  readonly neighbour?: Neighbour;
  /** Where given, event logs are checked and reported under their names, and not read. */
  readonly reportLog?: ((name: string, findings: LogFindings) => void) | undefined;
}

/** Format of a write-ahead log or journal that is read together with its database. */
export const COMPANION_FORMAT = 'sqlite-companion';

/** Yields now and then, so that full batches can be handed over. */
export async function* readFileInto(
  entry: ExhibitFile,
  reading: FileReading,
): AsyncGenerator<void, Failure | undefined> {
  const index = reading.nextIndex();
  const announced: IntakeFile = {
    index,
    name: entry.name,
    format: NO_FORMAT,
    bytes: entry.bytes,
    sha256: '',
    changedUs: entry.changedUs,
  };
  reading.announce(announced);
  if (entry.problem !== undefined) {
    return listed(failure('file.unreadable', `${entry.name}: ${entry.problem}.`), reading);
  }
  let file: EvidenceFile;
  try {
    const { signal, onBytes } = reading;
    file = await openEvidenceFile(entry.path, entry.name, { signal, onBytes });
  } catch (error) {
    if (error instanceof FailureError) return listed(error.failure, reading);
    throw error;
  }
  try {
    const result = yield* readOpened(entry, file, announced, reading);
    const change = await file.change();
    if (change === undefined) return result === undefined ? undefined : listed(result, reading);
    const message = `${entry.name}: the file changed while it was read: ${change}. What was read is what it held then.`;
    return listed(failure('file.changed', message), reading);
  } catch (error) {
    if (error instanceof FailureError) return listed(error.failure, reading);
    throw error;
  } finally {
    await file.close();
  }
}

function listed(problem: Failure, reading: FileReading): Failure {
  if (!reading.alone) reading.sink.rejected(0, 0, problem.message, new Uint8Array(0));
  return problem;
}

async function* readOpened(
  entry: ExhibitFile,
  file: EvidenceFile,
  announced: IntakeFile,
  reading: FileReading,
): AsyncGenerator<void, Failure | undefined> {
  if (entry.companionOf !== undefined) {
    await file.drain();
    reading.announce({ ...announced, format: COMPANION_FORMAT, sha256: file.sha256() });
    return undefined;
  }
  const budget = expansionBudget(file.bytes, reading.limits);
  const packed = { chunks: () => file.chunks(), budget, levels: 0 };
  const content = await unpack(packed, SAMPLE_BYTES, reading.limits);
  let problem: Failure | undefined;
  let { format } = announced;
  const announce = (next: IntakeFile): void => {
    // Members of an archive come by here as well.
    if (next.index === announced.index) ({ format } = next);
    reading.announce(next);
  };
  try {
    const hashOnDisk = async (): Promise<string> => {
      await file.drain();
      return file.sha256();
    };
    const { changedOn } = file;
    const packing = { content, changedOn, budget, hashOnDisk };
    problem = yield* readContent({ entry, announced }, packing, { ...reading, announce });
  } finally {
    await content.close();
  }
  // Custody covers the whole file, whatever part of it could be understood.
  await file.drain();
  const sha256 = file.sha256();
  const named = problem === undefined ? format : NO_FORMAT;
  reading.announce({ ...announced, format: named, bytes: file.bytes, sha256 });
  return problem;
}

export interface ListedFile {
  readonly entry: ExhibitFile;
  readonly announced: IntakeFile;
}

export interface ListedContent {
  readonly content: Unpacked;
  readonly changedOn: string | undefined;
  readonly budget: ExpansionBudget;
  /** Absent inside an archive. */
  readonly hashOnDisk?: () => Promise<string>;
}

/** A file on disk or in an archive, once it is unpacked: a database, an archive or text. */
async function* readContent(
  { entry, announced }: ListedFile,
  { content, changedOn, budget, hashOnDisk }: ListedContent,
  reading: FileReading,
): AsyncGenerator<void, Failure | undefined> {
  const { head, levels } = content;
  if (isSqlite(head)) {
    const { readDatabaseInto } = await import('./read-database.ts');
    return yield* readDatabaseInto({ entry, announced }, content, reading, hashOnDisk);
  }
  if (isParquet(head)) {
    const packing = hashOnDisk ? { hashOnDisk } : {};
    const at = { content, changedOn, budget, ...packing };
    const { readParquetInto } = await import('./parquet-rows.ts');
    return yield* readParquetInto({ entry, announced }, at, reading);
  }
  if (isEvtx(head)) {
    reading.announce({ ...announced, format: windowsEventLog.ref });
    return yield* readEventLogInto(entry.name, content, reading);
  }
  const kind = archiveKind(head);
  if (kind !== undefined) {
    const { maxUnpackLevels } = reading.limits;
    if (levels >= maxUnpackLevels) {
      const reason = `packed more than ${maxUnpackLevels} times over; not unpacked further`;
      return failure('file.unreadable', `${entry.name}: ${reason}.`);
    }
    reading.announce({ ...announced, format: ARCHIVE_FORMAT });
    const archive = {
      ...{ kind, budget, name: entry.name, path: entry.path, index: announced.index },
      // On disk as it is, it can be read anywhere; otherwise what is unpacked must be kept for that.
      onDisk: content.plain && hashOnDisk !== undefined,
      readMember: readContent,
    };
    return yield* readArchiveInto(archive, content, reading);
  }
  const { neighbour } = reading;
  const alike =
    reading.format === undefined
      ? recogniseLike({ ...content, changedOn }, neighbour?.format)
      : undefined;
  const recognised = alike
    ? ok(alike)
    : recogniseHead(
        { ...content, changedOn },
        entry.name,
        reading.format,
        reading.alone,
        reading.chainLayout,
      );
  if (!recognised.ok) {
    const [trouble] = content.troubles();
    return trouble === undefined
      ? recognised.error
      : failure('file.unreadable', `${entry.name}: ${trouble}.`);
  }
  const { format, sample } = recognised.value;
  if (neighbour) neighbour.format = format;
  const sink: FileSink = {
    ...reading.sink,
    setFormat(next) {
      reading.announce({ ...announced, format: next.ref });
      reading.sink.setFormat(next);
    },
  };
  const length = yield* readTextInto(content, format, sample, { ...reading, sink });
  for (const trouble of content.troubles()) {
    reading.sink.rejected(length, 0, trouble, new Uint8Array(0));
  }
  return undefined;
}

/** Returns the length of the unpacked text. */
async function* readTextInto(
  unpacked: Unpacked,
  format: LogFormat,
  sample: Sample,
  reading: FileReading,
): AsyncGenerator<void, number> {
  const { sink, limits } = reading;
  sink.setFormat(format);
  const framer = textFramer(format, sample.framing, limits);
  let length = 0;
  for await (const chunk of unpacked.content()) {
    reading.signal?.throwIfAborted();
    framer.push(chunk, sink);
    length += chunk.length;
    yield;
  }
  framer.finish(sink);
  sink.addFraming(framer.framingBytes);
  return length;
}
