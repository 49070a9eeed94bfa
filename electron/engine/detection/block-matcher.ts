// Whoever matches rules with blocks of records: this thread, or one of several others. Needs no case:
// what it is given crosses threads, and what it answers is what the case keeps.

import { assert } from '../../../shared/base/assert.ts';
import { BlockMatching } from '../../../shared/detection/block-matching.ts';
import type { MatchedRule } from '../../../shared/detection/hit-keys.ts';
import type { RuleList } from '../../../shared/detection/rule-set.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import type { LogFormat, NormaliseOptions } from '../../../shared/formats/format.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { packHits } from '../../store/hits.ts';
import type { Block } from '../../store/events.ts';
import { openBlock, type OpenBlock } from '../events/block-reader.ts';
import { readView, type SourceReading } from '../events/event-views.ts';
import { createAlikeViews } from './alike-views.ts';
import { FirstLooks } from './first-looks.ts';
import { identityNumber } from './seen-twice.ts';

/** What is matched, as it was read from its text: plain data. */
export interface MatchingRules extends RuleList {
  /** As `matchedRules` has it. */
  readonly matched: ReadonlyMap<number, MatchedRule>;
  /** Zone of rules that name none. */
  readonly zone: string;
  /** The whole text of the threat list. */
  readonly threatList: string;
}

/** How the records of a block are read again: plain data. */
export interface Reading {
  readonly options: NormaliseOptions;
  /** Format of each of its files, with its layout, by the file's number. */
  readonly formats: ReadonlyMap<number, string>;
}

/** Answers with packed hits (`packHits`). Throws FailureError. */
export interface BlockMatcher {
  /** @param list a number for this list of keys, which the caller gives out */
  prepare(list: number, keys: readonly string[]): Promise<void>;
  match(list: number, block: Block, reading: Reading): Promise<Uint8Array>;
}

export interface Matchers {
  readonly matchers: readonly [BlockMatcher, ...BlockMatcher[]];
  close(): Promise<void>;
}

/**
 * Starts matchers on other threads, never more than the machine and the work have use for; none where
 * the calling thread is done before another one is up.
 */
export type StartMatchers = (
  rules: MatchingRules,
  work: { readonly events: number },
) => Matchers | undefined;

export function matchersHere(rules: MatchingRules): Matchers {
  return { matchers: [localMatcher(rules)], close: () => Promise.resolve() };
}

export function localMatcher(rules: MatchingRules): BlockMatcher {
  const matchingFor = matchingOf(rules);
  const lists = new Map<number, { matching: BlockMatching; looks: FirstLooks }>();
  const views = createAlikeViews();
  return {
    prepare(list, keys) {
      const matching = matchingFor(keys);
      lists.set(list, { matching, looks: new FirstLooks(matching) });
      return Promise.resolve();
    },
    match(list, block, reading) {
      const wanted = lists.get(list);
      assert(wanted, 'a list of keys is prepared before it is matched');
      const { matching, looks } = wanted;
      const open = openBlock(block);
      const source = sourceReadingOf(reading);
      const isWanted = (slot: number) => looks.hasToBeRead(open, slot, source);
      return Promise.resolve(packHits(matching.match(views.eventsOf(open, source, isWanted))));
    },
  };
}

/** What matches some of the rules, for each list of keys. */
export function matchingOf(rules: MatchingRules): (keys: readonly string[]) => BlockMatching {
  const threatList = parseThreatList(rules.threatList);
  return (keys) => {
    const matching = new BlockMatching(rules, rules.matched, keys, {
      zone: rules.zone,
      route: 'auto',
      threatList,
      nowUs: () => performance.now() * 1_000,
      identityOf: identityNumber,
    });
    assert(matching.complete, 'every key is that of a rule');
    return matching;
  };
}

/** Events of a block with their place in it as their number; all, or those that are wanted. */
export function* eventsOf(
  block: OpenBlock,
  given: Reading,
  isWanted: (slot: number) => boolean = () => true,
): Generator<EventView> {
  const reading = sourceReadingOf(given);
  for (let slot = 0; slot < block.count; slot++) {
    if (isWanted(slot)) yield readView(block, slot, reading);
  }
}

/** With the formats themselves instead of their names. */
export function sourceReadingOf({ options, formats }: Reading): SourceReading {
  const formatOfFile: (LogFormat | undefined)[] = [];
  for (const [file, ref] of formats) formatOfFile[file] = formatOf(ref);
  return { options, formatOfFile };
}

const MOST_FORMATS = 1_000;
const knownFormats = new Map<string, LogFormat | undefined>();

/** Formats with a layout are made, which is not done again for each block. */
function formatOf(ref: string): LogFormat | undefined {
  if (!knownFormats.has(ref)) {
    if (knownFormats.size >= MOST_FORMATS) knownFormats.clear();
    knownFormats.set(ref, formatById(ref));
  }
  return knownFormats.get(ref);
}
