// Where the records of a file arrive, whoever reads them and for what.

import type { LogFormat } from '../../shared/formats/format.ts';
import type { FrameSink } from '../../shared/formats/framing/frame-sink.ts';
import type { Cell } from '../../shared/sealing/chain-row.ts';

export interface FileSink extends FrameSink {
  /** What the records that follow are read as. */
  setFormat(format: LogFormat): void;
  addFraming(bytes: number): void;
  /**
   * For whoever wants the rows of a table as they are: takes the place of `record`, which gets a
   * row as the canonical JSON of its columns. Asked once per table; it may decline.
   */
  rowTaker?(columns: readonly string[]): RowTaker | undefined;
}

export type RowTaker = (cells: readonly Cell[], position: number) => void;
