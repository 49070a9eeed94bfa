// One file of a copied bucket as it was found on disk, read once: hashes and what was wrong with it.
// The rules about digests and logs see no more of a file than this.

import type { Digest } from './digest-file.ts';

export interface BucketFile {
  /** Below the folder that is verified, with `/`. */
  readonly path: string;
  /** Hex SHA-256 of the unpacked content of the first gzip member; empty where it was not read. */
  readonly contentHash: string;
  /** What follows the first gzip member. */
  readonly trailing?: string;
  /** The content does not unpack: the file is not what was delivered. */
  readonly damaged?: string;
  /** The file could not be looked at (permission, link …), which says nothing about its content. */
  readonly unread?: string;
  /** What a digest file says, or why it cannot be read as one; `undefined` for other files. */
  readonly digest?: { readonly value?: Digest; readonly problem?: string };
}

/** A digest file whose content could be read. */
export interface FoundDigest {
  readonly file: BucketFile;
  /** Where it lies, below the bucket. */
  readonly key: string;
  readonly digest: Digest;
  readonly relocated: boolean;
}

/** A digest file whose content could not be read. */
export interface UnreadableDigest {
  readonly file: BucketFile;
  readonly key: string;
  readonly problem: string;
}
