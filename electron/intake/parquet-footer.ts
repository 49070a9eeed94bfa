// The footer of a Parquet file, which says where everything is: found at its end, held against limits.

import { parquetMetadataAsync, type FileMetaData } from 'hyparquet';
import { guarded, refused } from './parquet-damage.ts';
import type { RangeFile } from './parquet-pages.ts';
import { AS_STORED } from './parquet-parsers.ts';

const FOOTER_BYTES = 64 * 1024;
const MAX_FOOTER_BYTES = 256 * 1024 * 1024;

/** Throws FailureError. */
export async function footerOf(file: RangeFile): Promise<FileMetaData> {
  if (file.bytes < 12) throw refused('it is cut off: too short for a Parquet file');
  const tail = Buffer.from(await file.read(file.bytes - 8, file.bytes));
  const magic = tail.toString('latin1', 4);
  if (magic === 'PARE') throw refused('its footer is encrypted');
  if (magic !== 'PAR1')
    throw refused('it is cut off or damaged: a Parquet file ends in PAR1, this one does not');
  const length = tail.readUInt32LE(0);
  if (length > file.bytes - 12) throw refused('its footer is said to be longer than the file');
  if (length > MAX_FOOTER_BYTES)
    throw refused(`its footer is longer than the limit of ${MAX_FOOTER_BYTES} bytes`);
  return guarded('its footer is damaged', async () => {
    const metadata = await parquetMetadataAsync(asyncBuffer(file), {
      initialFetchSize: FOOTER_BYTES,
      geoparquet: false,
      parsers: AS_STORED,
    });
    // What is not there at all is damage, found here and not row by row.
    for (const group of metadata.row_groups) {
      if (typeof group.num_rows !== 'bigint' || group.num_rows < 0n)
        throw new Error('a row group without a number of rows');
    }
    return metadata;
  });
}

function asyncBuffer(file: RangeFile) {
  return {
    byteLength: file.bytes,
    slice: (start: number, end: number = file.bytes) => file.read(start, end),
  };
}
