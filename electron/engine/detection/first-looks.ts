// Whether stored records have to be read for rules at all: of most a few fields tell that no rule can
// match them. Asks no more where that seldom helps.

import type { BlockMatching } from '../../../shared/detection/block-matching.ts';
import type { FirstLook } from '../../../shared/detection/first-look.ts';
import type { LogFormat } from '../../../shared/formats/format.ts';
import type { OpenBlock } from '../events/block-reader.ts';
import { formatOfSlot, type SourceReading } from '../events/event-views.ts';

/** After so many looks it is seen how often one was enough, and they may rest for longer. */
const TRIAL = 1_024;
const WORTHWHILE_SHARE = 0.4;
const REST = 65_536;

/** For the rules of one matching, on one thread. */
export class FirstLooks {
  readonly #matching: BlockMatching;
  readonly #looks = new Map<LogFormat, FirstLook>();
  #looked = 0;
  #enough = 0;
  #resting = 0;

  constructor(matching: BlockMatching) {
    this.#matching = matching;
  }

  /** False for a record that no rule can match; the matching has been told of it then. */
  hasToBeRead(block: OpenBlock, slot: number, reading: SourceReading): boolean {
    const format = formatOfSlot(block, slot, reading);
    if (format?.glance === undefined) return true;
    if (this.#resting > 0) {
      this.#resting -= 1;
      return true;
    }
    if (this.#looked >= TRIAL) {
      if (this.#enough < this.#looked * WORTHWHILE_SHARE) this.#resting = REST;
      this.#looked = this.#enough = 0;
    }
    this.#looked += 1;
    const few = format.glance.read(block.record(slot), reading.options);
    if (few === undefined || this.#lookFor(format)(few)) return true;
    this.#enough += 1;
    this.#matching.pass(format.glance.logSource);
    return false;
  }

  #lookFor(format: LogFormat): FirstLook {
    let look = this.#looks.get(format);
    if (look === undefined) {
      const { known = [], logSource } = format.glance ?? {};
      look = this.#matching.firstLook(known, logSource);
      this.#looks.set(format, look);
    }
    return look;
  }
}
