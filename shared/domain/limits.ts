// Limits against hostile or broken input. Reaching one is a listed rejection, never a crash. They are
// settings of the case; what is set must lie within the bounds below.

export interface IntakeLimits {
  /** Longest record, in bytes. */
  readonly maxRecordBytes: number;
  /** Levels of a JSON record. */
  readonly maxNesting: number;
  /** Unpacked bytes per byte on disk, once more than `expansionFreeBytes` came out. */
  readonly maxExpansion: number;
  readonly expansionFreeBytes: number;
  /** Archives inside archives; a packed tar counts as two. */
  readonly maxUnpackLevels: number;
  /** What unpacking xz may keep of what came out of it; `xz -9` asks for 64 MiB. */
  readonly maxDictionaryBytes: number;
  readonly maxFolderDepth: number;
  /** Files of an exhibit, members of archives included. */
  readonly maxFiles: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: IntakeLimits = {
  maxRecordBytes: 8 * MIB,
  maxNesting: 128,
  maxExpansion: 250,
  expansionFreeBytes: 64 * MIB,
  maxUnpackLevels: 6,
  maxDictionaryBytes: 128 * MIB,
  maxFolderDepth: 64,
  maxFiles: 2_000_000,
};

/** Smallest and largest value that makes sense for each. */
export const LIMIT_BOUNDS: { readonly [limit in keyof IntakeLimits]: readonly [number, number] } = {
  maxRecordBytes: [1_024, 256 * MIB],
  maxNesting: [2, 128],
  maxExpansion: [1, 100_000],
  expansionFreeBytes: [MIB, 1024 * 1024 * MIB],
  maxUnpackLevels: [0, 32],
  maxDictionaryBytes: [MIB, 1536 * MIB],
  maxFolderDepth: [1, 256],
  maxFiles: [1, 50_000_000],
};
