// How pages of a Parquet file are inflated: Node's own decoders where it has them, with the size that
// the page names as the limit, so that a page cannot grow past what was checked.

import { compressors } from 'hyparquet-compressors';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

type Inflate = (input: Uint8Array, outputLength: number) => Uint8Array;

const GZIP_MAGIC = 0x1f;

export const PAGE_CODECS: Readonly<Record<string, Inflate>> = {
  ...compressors,
  GZIP: (input, length) => {
    const inflate = input[0] === GZIP_MAGIC ? gunzipSync : inflateSync;
    return inflate(input, { maxOutputLength: Math.max(length, 1) });
  },
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(length, 1) }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: Math.max(length, 1) }),
};
