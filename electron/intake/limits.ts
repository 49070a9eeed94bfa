// Limits against hostile or broken input. Reaching one is a listed rejection, never a crash.

export interface IntakeLimits {
  readonly maxRecordBytes: number;
  readonly maxNesting: number;
  /** Unpacked bytes per byte on disk, once more than `expansionFreeBytes` came out. */
  readonly maxExpansion: number;
  readonly expansionFreeBytes: number;
  /** Archives inside archives; a packed tar counts as two. */
  readonly maxUnpackLevels: number;
  readonly maxFolderDepth: number;
  readonly maxFiles: number;
}

export const DEFAULT_LIMITS: IntakeLimits = {
  maxRecordBytes: 8 * 1024 * 1024,
  maxNesting: 128,
  maxExpansion: 250,
  expansionFreeBytes: 64 * 1024 * 1024,
  maxUnpackLevels: 6,
  maxFolderDepth: 64,
  maxFiles: 2_000_000,
};
