// Blocks unpacked for searching: the text of all records at once. Their hashes are not checked here;
// every event that is shown is read again from a block that was (block-reader.ts).

import { NO, type Certainty } from '../../../shared/query/certainty.ts';
import { uncertainText } from '../../../shared/query/query-plan.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import { STORED_COLUMNS } from '../../store/columns.ts';
import { damagedBlock } from './block-bytes.ts';
import { unpackBlock, type OpenBlock } from './block-reader.ts';
import type { CaseWords } from './case-words.ts';
import type { BlockText } from './record-scan.ts';
import { hidingOf, UNKNOWN_HIDING, type Hiding } from './value-hiding.ts';

export interface SearchedBlock extends BlockText {
  readonly block: OpenBlock;
}

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

  /** What the texts of a block's columns say to a test; each word of the case is asked once. */
  const columnStates =
    (zone: BlockZone) =>
    (test: (text: string) => boolean): Uint8Array => {
      const states = new Uint8Array(zone.count);
      for (const column of STORED_COLUMNS) {
        const dictionary = store.columns.dictionary(column, zone);
        words.load(dictionary);
        const answers = Uint8Array.from(dictionary, (term) => answerOf(test, term, words.of));
        if (answers.every((answer) => answer === NO)) continue;
        const { codes } = store.columns.chunk(column, zone);
        for (let slot = 0; slot < zone.count; slot++) {
          const answer = answers[codes[slot] ?? 0] ?? NO;
          if (answer > (states[slot] ?? NO)) states[slot] = answer;
        }
      }
      return states;
    };

  return {
    /** Throws FailureError, `case.damaged`, where the block cannot be unpacked. */
    of(zone: BlockZone): SearchedBlock {
      const stored = store.events.block(zone.id);
      if (!stored) throw damagedBlock(zone, 'it is missing');
      const block = unpackBlock(stored);
      const { bytes, offsets, frame } = block;
      const { fileIndex } = frame;
      let text: string | undefined;
      return {
        count: stored.count,
        bytes,
        offsets,
        get text() {
          text ??= bytes.toString('latin1');
          return text;
        },
        hiding: (slot) => hidingIn(stored.sourceId, fileIndex[slot] ?? 0),
        columnStates: columnStates(zone),
        block,
      };
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
