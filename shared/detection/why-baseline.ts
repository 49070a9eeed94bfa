// What a baseline rule makes of one event that it counts: the figure of its window against what was
// learned before it, or how often its value was seen before; and what would have been unusual.

import { BaselineRun } from './baseline-run.ts';
import { groupedRows } from './groups.ts';
import { MEASURED } from './hit-columns.ts';
import type { HitTable, Texts } from './hit-table.ts';
import type { BaselineRule } from './rule.ts';
import { baselineSentence } from './sentences.ts';
import { baselineNumbers, comparedWindows } from './unusual-windows.ts';
import { counted, grouped } from '../base/counted.ts';
import { surroundingNetwork } from '../match/address.ts';

export interface WhyBaseline {
  /** Whether the event is of a finding. */
  readonly found: boolean;
  readonly reason: string;
}

/**
 * @param table hits of the rule, of all events up to the end of the event's window
 * @returns undefined where the event is not among the hits
 */
export function whyBaseline(
  rule: BaselineRule,
  { foldUs, zone }: { readonly foldUs: number; readonly zone: string },
  table: HitTable,
  texts: Texts,
  eventId: number,
): WhyBaseline | undefined {
  const isOf = (row: number): boolean => table.ids[row] === eventId;
  const own = groupedRows(table, texts).find(({ rows }) => rows.some(isOf));
  if (own === undefined) return undefined;
  const finding = new BaselineRun({ rule, foldUs, zone, table, texts })
    .finish()
    .find(({ events }) => events.ids.includes(eventId));
  const { measure } = rule;
  if (measure.kind === 'new' || measure.kind === 'rare') {
    if (finding) {
      const { numbers, history, group, events } = finding;
      return { found: true, reason: baselineSentence(numbers, history, group, events, texts) };
    }
    return { found: false, reason: seenBefore(rule, measure, own.rows, table, texts, isOf) };
  }
  for (const { window, figure, learned, count } of comparedWindows(
    rule,
    zone,
    own.rows,
    table,
    texts,
  )) {
    if (!window.rows.some(isOf)) continue;
    if (learned === undefined) return { found: false, reason: tooLittle(count, 'window', rule) };
    const numbers = baselineNumbers(rule, figure, learned);
    const events = { timesUs: [], nanos: [], ids: [], users: [], addresses: [] };
    const figures = baselineSentence(numbers, count, own.group, events, texts);
    return finding
      ? { found: true, reason: figures }
      : { found: false, reason: `${figures} ${wantedText(rule)}` };
  }
  return undefined;
}

function tooLittle(before: number, what: string, { minimumHistory }: BaselineRule): string {
  return `No baseline: there ${before === 1 ? 'is' : 'are'} ${counted(before, `earlier ${what}`)}, and ${grouped(minimumHistory)} are wanted.`;
}

function wantedText({ ratio, modifiedZ }: BaselineRule): string {
  const bounds = [
    ratio === undefined ? '' : `more than ${grouped(ratio)} times the median`,
    modifiedZ === undefined ? '' : `a modified z above ${grouped(modifiedZ)}`,
  ].filter((text) => text !== '');
  return `Unusual would be ${bounds.join(' and ')}.`;
}

function seenBefore(
  rule: BaselineRule,
  measure: { readonly kind: 'new' | 'rare'; readonly asNetwork: boolean },
  rows: readonly number[],
  table: HitTable,
  texts: Texts,
  isOf: (row: number) => boolean,
): string {
  const column = table.columns.findIndex(({ name }) => name === MEASURED);
  const valueOf = (row: number): string | undefined => {
    const text = texts.text(table.value(column, row));
    if (text === '') return undefined;
    return measure.asNetwork ? surroundingNetwork(text) : text;
  };
  const at = rows.findIndex(isOf);
  const value = valueOf(rows[at] ?? 0);
  if (value === undefined) return 'The event has no value to compare.';
  const earlier = rows
    .slice(0, at)
    .map(valueOf)
    .filter((each) => each !== undefined);
  const times = earlier.filter((each) => each === value).length;
  if (earlier.length < rule.minimumHistory) return tooLittle(earlier.length, 'event', rule);
  const seen = `${value} was seen ${counted(times, 'time')} in the ${counted(earlier.length, 'earlier event')}`;
  return measure.kind === 'new'
    ? `${seen}, so it is not new.`
    : `${seen}; rare would be under ${grouped(rule.share * 100)} % of them.`;
}
