// Blocks unpacked for searching: the text of all records at once. Their hashes are not checked here;
// every event that is shown is read again from a block that was (block-reader.ts).

import { NO, type Certainty } from '../../../shared/query/certainty.ts';
import { uncertainText } from '../../../shared/query/query-plan.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import { STORED_COLUMNS, type StoredColumn } from '../../store/columns.ts';
import type { Block } from '../../store/events.ts';
import { damagedBlock } from './block-bytes.ts';
import { unpackBlock, unpackBlockAside, type UnpackedBlock } from './block-reader.ts';
import type { CaseWords } from './case-words.ts';
import type { BlockText } from './record-scan.ts';
import { hidingOf, UNKNOWN_HIDING, type Hiding } from './value-hiding.ts';

export interface SearchedBlock extends BlockText {
  readonly block: UnpackedBlock;
  /** The records from one place up to another one, which is left out. */
  part(first: number, behind: number): BlockText;
}

/** Of all that ask. */
const MOST_BEGUN = 3;

export function createBlockTexts(store: CaseReader, words: Pick<CaseWords, 'of' | 'load'>) {
  const hidings = new Map<number, Hiding[]>();
  const hidingIn = (sourceId: number, file: number): Hiding => {
    let known = hidings.get(sourceId);
    if (known?.[file] === undefined) {
      known = [];
      for (const each of store.sources.files(sourceId)) known[each.index] = hidingOf(each.format);
      hidings.set(sourceId, known);
    }
    return known[file] ?? UNKNOWN_HIDING;
  };

  /** What the texts of the columns of some records say to a test; each word of the case is asked once. */
  const columnStates =
    (zone: BlockZone, first: number, behind: number) =>
    (test: (text: string) => boolean): Uint8Array => {
      const states = new Uint8Array(behind - first);
      const codesOf = (column: StoredColumn) =>
        store.columns.chunk(column, zone).codes.subarray(first, behind);
      const columns = STORED_COLUMNS.map((column) => {
        const dictionary = store.columns.dictionary(column, zone);
        const isLong = dictionary.length > states.length;
        return { column, dictionary, codes: isLong ? codesOf(column) : undefined };
      });
      const terms = columns.map(({ codes, dictionary }) =>
        codes ? Array.from(new Set(codes), (code) => dictionary[code] ?? 0) : [...dictionary],
      );
      words.load([...new Set(terms.flat())]);
      for (const [place, { column, dictionary, codes }] of columns.entries()) {
        const said = new Map<number, Certainty>();
        for (const term of terms[place] ?? []) {
          const answer = answerOf(test, term, words.of);
          if (answer !== NO) said.set(term, answer);
        }
        if (said.size === 0) continue;
        const answers = Uint8Array.from(dictionary, (term) => said.get(term) ?? NO);
        for (const [slot, code] of (codes ?? codesOf(column)).entries()) {
          const answer = answers[code] ?? NO;
          if (answer > (states[slot] ?? NO)) states[slot] = answer;
        }
      }
      return states;
    };

  const stored = (zone: BlockZone): Block => {
    const block = store.events.block(zone.id);
    if (!block) throw damagedBlock(zone, 'it is missing');
    return block;
  };

  const searched = (zone: BlockZone, block: UnpackedBlock): SearchedBlock => {
    const { frame, count, sourceId } = block;
    const part = (first: number, behind: number): BlockText => {
      const start = block.offsets[first] ?? 0;
      const bytes = block.bytes.subarray(start, block.offsets[behind]);
      let text: string | undefined;
      return {
        count: behind - first,
        bytes,
        offsets: block.offsets.subarray(first, behind + 1).map((offset) => offset - start),
        get text() {
          text ??= bytes.toString('latin1');
          return text;
        },
        hiding: (slot) => hidingIn(sourceId, frame.fileIndex[first + slot] ?? 0),
        columnStates: columnStates(zone, first, behind),
      };
    };
    return Object.assign(part(0, count), { block, part });
  };

  const aside = async (zone: BlockZone): Promise<SearchedBlock> =>
    searched(zone, await unpackBlockAside(stored(zone)));
  /** By number. */
  const begun = new Map<number, Promise<SearchedBlock>>();

  return {
    /** Throws FailureError, `case.damaged`, where the block cannot be unpacked. */
    of: (zone: BlockZone): SearchedBlock => searched(zone, unpackBlock(stored(zone))),
    /** The same, unpacked on another thread from now on. */
    aside,
    /** Has a block unpacked on another thread that is likely to be taken next. */
    begin(zone: BlockZone): void {
      if (begun.has(zone.id)) return;
      const unpacking = aside(zone);
      // A failure is met by whoever takes the block; nobody may.
      unpacking.catch(() => undefined);
      begun.set(zone.id, unpacking);
      // Who began them may have been cancelled, or may have found enough.
      for (const oldest of begun.keys()) {
        if (begun.size <= MOST_BEGUN) break;
        begun.delete(oldest);
      }
    },
    /** As `aside`; what was begun is given to one alone. */
    take(zone: BlockZone): Promise<SearchedBlock> {
      const unpacking = begun.get(zone.id) ?? aside(zone);
      begun.delete(zone.id);
      return unpacking;
    },
  };
}

export type BlockTexts = ReturnType<typeof createBlockTexts>;

/** A search asks the same words block after block. */
const answered = new WeakMap<(text: string) => boolean, Map<number, Certainty>>();

function answerOf(
  test: (text: string) => boolean,
  term: number,
  wordOf: (term: number) => string,
): Certainty {
  let known = answered.get(test);
  if (!known) {
    known = new Map();
    answered.set(test, known);
  }
  let answer = known.get(term);
  if (answer === undefined) {
    const word = wordOf(term);
    answer = word === '' ? NO : uncertainText(word, test(word));
    known.set(term, answer);
  }
  return answer;
}
