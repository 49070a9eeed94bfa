// The rules, grouped by pack. Moves by keyboard; each rule is switched on and off in place.

import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { WarningSign } from '@blueprintjs/icons';
import type { RuleSummary } from '../../../shared/domain/rule.ts';
import { formatCount, plural } from '../../ui/format.model.ts';
import { EmptyState } from '../../ui/States.tsx';
import { toneStyle } from '../../ui/Tags.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { costTime } from './rule-facts.model.ts';
import {
  draftKey,
  keyOf,
  placeParam,
  refusalOf,
  type RuleListRow,
  STATE_MEANING,
  stateOf,
} from './rule-list.model.ts';

const ROW_PX = 28;
/** With the reason why the rule did not load. */
const REFUSED_ROW_PX = 46;

export interface RuleListProps {
  readonly rows: readonly RuleListRow[];
  /** What was asked for: another list begins at its start. */
  readonly asked: string;
  /** See keyOf. */
  readonly current: string | null;
  /** Ids that more than one rule has. */
  readonly shared: ReadonlySet<string>;
  /** Ids with unsaved changes, one a line. */
  readonly drafts: string;
  /** A rule that did not load is opened at its first mistake. */
  readonly onCurrent: (rule: RuleSummary) => void;
  readonly onEnabled: (rule: RuleSummary, enabled: boolean) => void;
}

function heightOf(row: RuleListRow | undefined): number {
  return row?.kind === 'rule' && !row.rule.loaded ? REFUSED_ROW_PX : ROW_PX;
}

export function RuleList(props: RuleListProps) {
  const { rows, current, onCurrent } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(rows[index]),
    overscan: 10,
  });
  // Rows are of two heights: other rows have other places.
  useEffect(() => virtualizer.measure(), [rows, virtualizer]);
  const drafts = useMemo(() => new Set(props.drafts.split('\n')), [props.drafts]);
  const currentIndex = rows.findIndex((row) => row.kind === 'rule' && keyOf(row.rule) === current);
  useEffect(() => {
    if (currentIndex >= 0) virtualizer.scrollToIndex(currentIndex, { align: 'auto' });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the virtualizer is the same object
  }, [currentIndex]);
  useEffect(() => {
    virtualizer.scrollToIndex(Math.max(0, currentIndex), { align: 'auto' });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only where another list is asked for
  }, [props.asked]);

  const move = (from: number, step: number) => {
    for (let index = from + step; index >= 0 && index < rows.length; index += step) {
      const row = rows[index];
      if (row?.kind === 'rule') {
        onCurrent(row.rule);
        return;
      }
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[currentIndex];
    if (event.key === 'ArrowDown' || event.key === 'j') move(currentIndex, 1);
    else if (event.key === 'ArrowUp' || event.key === 'k') move(currentIndex, -1);
    else if (event.key === 'Home') move(-1, 1);
    else if (event.key === 'End') move(rows.length, -1);
    else if (event.key === ' ' && row?.kind === 'rule') {
      props.onEnabled(row.rule, !row.rule.enabled);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  if (rows.length === 0) {
    return <EmptyState compact title="No rule fits this filter" />;
  }
  return (
    <div
      ref={scroller}
      className="rule-list scroll"
      role="listbox"
      tabIndex={0}
      aria-label="Rules"
      aria-activedescendant={currentIndex >= 0 ? `rule-${currentIndex}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }} role="presentation">
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const place = { height: item.size, transform: `translateY(${item.start}px)` };
          if (row.kind === 'pack') {
            return (
              <div key={item.key} className="rule-pack" style={place} role="presentation">
                <span className="ellipsis">{row.pack}</span>
                <span className="faint num">{formatCount(row.rules)}</span>
              </div>
            );
          }
          const { rule } = row;
          return (
            <div
              key={item.key}
              id={`rule-${item.index}`}
              className="rule-row"
              style={place}
              role="option"
              aria-selected={keyOf(rule) === current}
              data-state={stateOf(rule)}
              onClick={() => onCurrent(rule)}
            >
              <span
                className="sw-dot rule-dot"
                style={toneStyle(rule.severity)}
                title={rule.severity}
              />
              <span className="rule-title">
                <span className="ellipsis log-text" title={visibleText(rule.title)}>
                  {visibleText(rule.title)}
                  <span className="visually-hidden">
                    , {rule.severity}, {stateOf(rule)}
                  </span>
                </span>
                <Refusal rule={rule} />
              </span>
              {drafts.has(draftKey(rule.id, placeParam(rule, props.shared).in)) && (
                <span className="rule-draft">unsaved</span>
              )}
              {props.shared.has(rule.id) && (
                <span className="rule-note" title="Another rule has the same id; both run">
                  same id
                </span>
              )}
              {rule.diagnostics.length > 0 && (
                <span
                  className="rule-problem"
                  title={rule.diagnostics[0]?.message}
                  data-error={rule.loaded ? undefined : ''}
                >
                  <WarningSign size={12} />
                </span>
              )}
              {stateOf(rule) === 'not applicable' && (
                <span className="rule-note" title={STATE_MEANING['not applicable']}>
                  n/a
                </span>
              )}
              {rule.cost && rule.applicable && (
                <span
                  className="rule-cost faint num"
                  title={`The last run of detection: ${plural(rule.cost.hits, 'event')} matched, ${costTime(rule.cost.us)}`}
                >
                  {formatCount(rule.cost.hits)} · {costTime(rule.cost.us)}
                </span>
              )}
              {rule.findings > 0 && (
                <span className="sw-count" title={plural(rule.findings, 'finding')}>
                  {formatCount(rule.findings)}
                </span>
              )}
              <span
                className="rule-switch"
                aria-hidden="true"
                hidden={!rule.loaded}
                data-on={rule.enabled ? '' : undefined}
                title={
                  rule.enabled
                    ? 'On: click to switch off (Space)'
                    : 'Off: click to switch on (Space)'
                }
                onClick={(event) => {
                  event.stopPropagation();
                  props.onEnabled(rule, !rule.enabled);
                }}
              >
                <i />
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Refusal({ rule }: { readonly rule: RuleSummary }) {
  if (rule.loaded) return null;
  const refusal = refusalOf(rule);
  const text = refusal ? visibleText(refusal.message) : 'A rule that it needs did not load.';
  return (
    <span className="rule-refusal ellipsis log-text" title={text}>
      {refusal && (
        <span className="num">
          {refusal.line}:{refusal.column}{' '}
        </span>
      )}
      {text}
    </span>
  );
}
