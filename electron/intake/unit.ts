// What an exhibit is read in: units of consecutive small files, slices of one big file of lines, or
// shares of the rows of one big database.
// The same files are always cut the same way, so that units can be read side by side, handed over in
// their order, and passed over when an import goes on after a crash.

import type { Result } from '../../shared/base/result.ts';
import type { RowShare } from './chain-rows.ts';
import type { GrownPart } from './grown-file.ts';
import type { ExhibitFile } from './walk.ts';

/** A stretch of a file of lines: the lines that begin in it. */
export interface Slice {
  /** Where the stretch begins; its first line begins behind the first line end at or after the byte before. */
  readonly fromByte: number;
  readonly toByte: number;
  /** Format of the file, with its layout if it has one. */
  readonly format: string;
}

/** A share of the rows of a big database. */
export interface DatabaseShare extends RowShare {
  /** Where the private copy lies that all shares are read from, or why there is none. */
  readonly copy: Result<string>;
}

export interface UnitPart {
  readonly file: ExhibitFile;
  /** Absent where the whole file is read. */
  readonly slice?: Slice;
  readonly rows?: DatabaseShare;
  /** For a file that is listed already: what was added to it. */
  readonly grown?: GrownPart;
}

export interface Unit {
  readonly parts: readonly UnitPart[];
  /**
   * For a slice of a file that is listed already: the number it is listed under, or the file that
   * was listed last.
   */
  readonly listedAs?: number | 'last';
}

/** How a file of lines may be cut: the format that all slices are read as. */
export type SliceFormats = ReadonlyMap<string, string>;

const UNIT_BYTES = 16 * 1024 * 1024;
/** Opening a file costs as much as reading this many bytes. */
const FILE_BYTES = 4 * 1024;
/** What packed files are taken to hold. Only the size of units depends on it, nothing that is read. */
const PACKED = /\.(?:gz|tgz|zst|bz2|xz|zip|parquet)$/i;
const PACKED_EXPANSION = 8;

/** Files from this size on are sliced where their format allows it. */
export const SLICED_FROM_BYTES = 2 * UNIT_BYTES;

/** What of a file decides where it goes: see `ExhibitFile`. */
type Planned = Pick<ExhibitFile, 'name' | 'bytes'>;

/**
 * @param formats by the names of the files that are to be sliced
 * @param copies by the names of the big databases: where their copies lie
 * @param placed where a file lies; asked when its unit is read, as there may be very many
 */
export function planUnits<F extends Planned>(
  files: readonly F[],
  formats: SliceFormats,
  copies: ReadonlyMap<string, Result<string>>,
  placed: (file: F) => ExhibitFile,
): readonly Unit[] {
  const units: Unit[] = [];
  let whole: F[] = [];
  let weight = 0;
  const close = (): void => {
    if (whole.length > 0) units.push(unitOf(whole, placed));
    whole = [];
    weight = 0;
  };
  for (const file of files) {
    const format = formats.get(file.name);
    if (format !== undefined) {
      close();
      units.push(...sliceUnits(placed(file), format, 0, undefined));
      continue;
    }
    const copy = copies.get(file.name);
    if (copy !== undefined) {
      close();
      units.push(...shareUnits(placed(file), copy));
      continue;
    }
    const own = FILE_BYTES + file.bytes * (PACKED.test(file.name) ? PACKED_EXPANSION : 1);
    if (weight + own > UNIT_BYTES) close();
    whole.push(file);
    weight += own;
  }
  close();
  return units;
}

/** Its parts are made anew whenever they are asked for, as plain data that can cross threads. */
function unitOf<F>(files: readonly F[], placed: (file: F) => ExhibitFile): Unit {
  return {
    get parts() {
      return files.map((file) => ({ file: placed(file) }));
    },
  };
}

/** @param listedAs number of the file where the case lists it already, for lines added to it */
export function sliceUnits(
  file: ExhibitFile,
  format: string,
  fromByte: number,
  listedAs: number | undefined,
): readonly Unit[] {
  const units: Unit[] = [];
  for (let from = fromByte; from < file.bytes; from += UNIT_BYTES) {
    const toByte = Math.min(from + UNIT_BYTES, file.bytes);
    const known = listedAs ?? (from > fromByte ? 'last' : undefined);
    units.push({
      parts: [{ file, slice: { fromByte: from, toByte, format } }],
      ...(known === undefined ? {} : { listedAs: known }),
    });
  }
  return units;
}

function shareUnits(file: ExhibitFile, copy: Result<string>): readonly Unit[] {
  return databaseShares(file).map((share) => ({
    parts: [{ file, rows: { copy, ...share } }],
    ...(share.part === 0 ? {} : { listedAs: 'last' as const }),
  }));
}

/** Big, and to be read by itself. */
export function isShared({ bytes, problem, companionOf }: ExhibitFile): boolean {
  return bytes >= SLICED_FROM_BYTES && problem === undefined && companionOf === undefined;
}

/** A big database in shares of its rows. */
export function databaseShares({ bytes }: ExhibitFile): readonly RowShare[] {
  const of = Math.max(1, Math.ceil(bytes / UNIT_BYTES));
  return Array.from({ length: of }, (_, part) => ({ part, of }));
}
