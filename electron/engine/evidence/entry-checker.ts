// Whoever checks entries of chained logs each by itself: this thread, or one of several others. Takes
// a share of a big database, or a block of a case, and gives its entries back folded, for the thread
// that judges the log as a whole.

import { FailureError } from '../../../shared/base/result.ts';
import { chainLayoutText, USUAL_CHAIN_LAYOUT } from '../../../shared/domain/chain-layout.ts';
import { chainMapping, hashedContentNames } from '../../../shared/formats/chain-layout.ts';
import { chainLayoutOfRef } from '../../../shared/formats/hash-chained-log.ts';
import { recordInUtf8 } from '../../../shared/formats/utf-16.ts';
import { createRowsCheck } from '../../../shared/sealing/chain-checks.ts';
import {
  createChainFolder,
  type ChainFolder,
  type FoldedEntry,
} from '../../../shared/sealing/chain-folding.ts';
import {
  cellReader,
  chainRowFromRecord,
  type ChainMapping,
  type ChainRow,
} from '../../../shared/sealing/chain-row.ts';
import { openChainDatabase, type OpenOptions } from '../../intake/chain-database.ts';
import type { Block } from '../../store/events.ts';
import { openBlock } from '../events/block-reader.ts';
import { nodeHashes } from '../host.ts';

/** Plain data. */
export interface ShareToCheck extends OpenOptions {
  /** Where the private copy of the database lies. */
  readonly copy: string;
}

export interface CheckedShare {
  /** Reference of the format, with the layout of the log. */
  readonly format: string;
  /** Of the entries that follow; none at the end of the share. */
  readonly entries: readonly FoldedEntry[];
  readonly isEnd: boolean;
}

/** Plain data. */
export interface BlockToCheck {
  readonly block: Block;
  /** References of the formats of chained files, by their numbers; records of others are passed over. */
  readonly formats: Readonly<Record<number, string>>;
}

export interface CheckedStretch {
  readonly fileIndex: number;
  readonly entries: readonly FoldedEntry[];
}

export interface EntryChecker {
  /** The next entries of the share. Throws FailureError where it cannot be read. */
  share(number: number, work: ShareToCheck): Promise<CheckedShare>;
  /** Entries in order, by file; `undefined` for a block that is damaged. */
  block(work: BlockToCheck): Promise<readonly CheckedStretch[] | undefined>;
}

export interface EntryCheckers {
  readonly checkers: readonly [EntryChecker, ...EntryChecker[]];
  close(): Promise<void>;
}

/** Other threads; `undefined` where the machine or the work has no use for them. */
export type StartCheckers = (work: {
  readonly hmacKey: string | undefined;
  readonly bytes: number;
}) => EntryCheckers | undefined;

const ENTRIES_AT_ONCE = 8_192;

/** Checks on the calling thread. Open shares are closed at their end, or when the thread ends. */
export function localChecker(hmacKey: string | undefined): EntryChecker {
  const shares = new Map<number, Generator<CheckedShare>>();
  return {
    async share(number, work) {
      const steps = shares.get(number) ?? checkShare(work, hmacKey);
      shares.set(number, steps);
      const step = steps.next();
      if (step.done === true) throw new Error('A share was read on after its end.');
      if (step.value.isEnd) {
        shares.delete(number);
        steps.return(undefined);
      }
      return step.value;
    },
    async block(work) {
      return checkBlock(work, hmacKey);
    },
  };
}

function* checkShare(
  { copy, ...options }: ShareToCheck,
  hmacKey: string | undefined,
): Generator<CheckedShare> {
  const opened = openChainDatabase(copy, options);
  if (!opened.ok) throw new FailureError(opened.error);
  const database = opened.value;
  try {
    const format = database.format.ref;
    const { check, mapping } = checkOf(format, hmacKey);
    const read = cellReader(database.columns, mapping);
    if (!read) throw new Error('A chained table has none of its columns.');
    const folder = createChainFolder();
    let entries = 0;
    for (const step of database.rows()) {
      if (step.kind === 'refused') folder.pushUnreadable(step.position);
      else {
        pushChecked(
          folder,
          step.rows.map((cells) => read(cells, Number(cells.pop()))),
          check,
        );
        entries += step.rows.length;
      }
      if (entries < ENTRIES_AT_ONCE) continue;
      entries = 0;
      yield { format, entries: folder.take(), isEnd: false };
    }
    yield { format, entries: folder.take(), isEnd: true };
  } finally {
    database.close();
  }
}

function checkBlock(
  { block, formats }: BlockToCheck,
  hmacKey: string | undefined,
): readonly CheckedStretch[] | undefined {
  let open;
  try {
    open = openBlock(block);
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code !== 'case.damaged') throw error;
    return undefined;
  }
  const stretches: CheckedStretch[] = [];
  const folder = createChainFolder();
  let current: number | undefined;
  const rows: ChainRow[] = [];
  const settle = (): void => {
    if (checks) pushChecked(folder, rows.splice(0), checks.check);
  };
  const close = (): void => {
    settle();
    if (current !== undefined) stretches.push({ fileIndex: current, entries: folder.take() });
  };
  let checks: ReturnType<typeof checkOf> | undefined;
  let format = '';
  for (let slot = 0; slot < open.count; slot += 1) {
    const fileIndex = open.frame.fileIndex[slot] ?? 0;
    const ref = formats[fileIndex];
    if (ref === undefined) continue;
    if (fileIndex !== current) {
      close();
      current = fileIndex;
      format = ref;
      checks = checkOf(ref, hmacKey);
    }
    const position = open.frame.positions[slot] ?? 0;
    const record = recordInUtf8(open.record(slot), format);
    const row = chainRowFromRecord(record, checks?.mapping, position);
    if (row.ok) rows.push(row.value);
    else {
      settle();
      folder.pushUnreadable(position);
    }
  }
  close();
  return stretches;
}

function pushChecked(
  folder: ChainFolder,
  rows: readonly ChainRow[],
  check: FormatCheck['check'],
): void {
  const facts = check(rows);
  for (const [index, row] of rows.entries()) {
    const found = facts[index];
    if (found) folder.push(row, found);
  }
}

interface FormatCheck {
  readonly mapping: ChainMapping;
  readonly check: ReturnType<typeof createRowsCheck>;
}

/** Mappings and checks are prepared once for a layout and a key. */
const prepared = new Map<string, FormatCheck>();
const MOST_PREPARED = 64;

function checkOf(format: string, hmacKey: string | undefined): FormatCheck {
  const layout = chainLayoutOfRef(format) ?? USUAL_CHAIN_LAYOUT;
  const name = `${hmacKey ?? ''}\n${chainLayoutText(layout)}`;
  let found = prepared.get(name);
  if (found === undefined) {
    const contentNames = hashedContentNames(layout);
    const check = createRowsCheck({ hashes: nodeHashes, hmacKey, contentNames });
    found = { mapping: chainMapping(layout), check };
    if (prepared.size >= MOST_PREPARED) prepared.clear();
    prepared.set(name, found);
  }
  return found;
}
