// The short way of a record that is like others: most of what is asked of a record on import - its time,
// its narrow columns, whether a rule might match it - came out before from the same values of the same
// fields. So it becomes a row of codes without a text or an object being made of it.

import type { FirstLook } from '../../shared/detection/first-look.ts';
import type { EcsColumn, Fields } from '../../shared/domain/event.ts';
import type { Glance, GlanceAlike } from '../../shared/formats/format.ts';
import {
  MOST_ANSWERS,
  UNKEPT,
  valueAt,
  type Answers,
} from '../../shared/normalise/glance/answers.ts';
import type { Looked } from '../../shared/normalise/glance/json-glance.ts';
import type { BatchBuilder } from './batch-builder.ts';

export interface AlikeRows {
  /** Puts a record at hand. */
  look(bytes: Uint8Array): Looked;
  // Of the record at hand:
  /** For one that is like no other: its fields, or nothing where it has to be parsed. */
  read(): Fields | undefined;
  /** For one that is like others: whether a rule might match it, or it has to be parsed anyway. */
  needsAll(look: FirstLook | undefined): boolean;
  add(builder: BatchBuilder, bytes: Uint8Array, position: number): void;
}

interface Column {
  /** Among those of the batch. */
  readonly place: number;
  readonly answers: Answers<string | undefined>;
  /** By the number of the answer: one more than its code in the open batch, 0 where it has none yet. */
  readonly codes: Uint16Array;
  era: number;
}

/** By the columns that are wanted; what is known from one unit is used for the next. */
const kept = new WeakMap<GlanceAlike, Map<string, AlikeRows>>();

export function alikeRows(glance: Glance, columns: readonly EcsColumn[]): AlikeRows | undefined {
  const { alike } = glance;
  if (alike === undefined) return undefined;
  const byColumns = kept.get(alike) ?? new Map<string, AlikeRows>();
  kept.set(alike, byColumns);
  const key = columns.join();
  const rows = byColumns.get(key) ?? createAlikeRows(alike, glance.known, columns);
  byColumns.set(key, rows);
  return rows;
}

function createAlikeRows(
  alike: GlanceAlike,
  known: readonly string[],
  wanted: readonly EcsColumn[],
): AlikeRows {
  const { glance } = alike;
  const times = glance.answers(alike.time);
  const columns = columnsOf(alike, wanted);
  const codes = new Uint16Array(wanted.length);
  let look: FirstLook | undefined;
  const looks = glance.answers({
    from: [...alike.isRead.from, ...known.map((field) => field.split('.'))],
    value(valueOf) {
      if (!alike.isRead.value(valueOf)) return true;
      if (look?.by === undefined) return false;
      return look.by((field) => valueOf(alike.isRead.from.length + known.indexOf(field)));
    },
  });
  let filled: BatchBuilder | undefined;
  let batch = 0;

  return {
    look: glance.look,
    read() {
      const fields = glance.fields();
      const { from, value } = alike.isRead;
      return value((field) => valueAt(fields, from[field] ?? [])) ? fields : undefined;
    },
    needsAll(next) {
      if (next !== look) {
        look = next;
        looks.forget();
      }
      if (looks.given[looks.number()] ?? true) return true;
      // What does not say at which fields it looks is asked each time.
      return next !== undefined && next.by === undefined && next(glance.fields());
    },
    add(builder, bytes, position) {
      const open = builder.openBatch();
      const isNew = open !== batch || builder !== filled;
      batch = open;
      filled = builder;
      for (let index = 0; index < columns.length; index += 1) {
        const column = columns[index];
        if (column === undefined) continue;
        const { answers } = column;
        const number = answers.number();
        if (isNew || answers.era !== column.era) {
          column.codes.fill(0);
          column.era = answers.era;
        }
        let code = column.codes[number] ?? 0;
        if (code === 0) {
          code = builder.codeIn(column.place, answers.given[number]) + 1;
          if (number !== UNKEPT) column.codes[number] = code;
        }
        codes[column.place] = code - 1;
      }
      const time = times.given[times.number()];
      if (time !== undefined) builder.addCoded(bytes, position, time, codes);
    },
  };
}

function columnsOf({ glance, columns }: GlanceAlike, wanted: readonly EcsColumn[]): Column[] {
  return wanted.flatMap((name, place) => {
    const worked = columns[name];
    if (worked === undefined) return [];
    const codes = new Uint16Array(MOST_ANSWERS);
    return [{ place, answers: glance.answers(worked), codes, era: -1 }];
  });
}
