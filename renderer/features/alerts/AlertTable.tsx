// The queue as a table.

import { useMemo } from 'react';
import type { Alert } from '../../../shared/domain/alert.ts';
import { isOpenState } from '../../../shared/domain/alert.ts';
import { severityRank } from '../../../shared/domain/severity.ts';
import { Button } from '../../ui/Button.tsx';
import type { Column } from '../../ui/DataTable.tsx';
import { SortedTable } from '../../ui/SortedTable.tsx';
import { entitiesText } from '../../ui/entities.model.ts';
import { formatCount, formatDuration } from '../../ui/format.model.ts';
import { EmptyState } from '../../ui/States.tsx';
import { SeverityTag } from '../../ui/Tags.tsx';
import { Time, useNow } from '../../ui/Time.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { responseClock } from './queue.model.ts';

const COLUMNS: readonly Column<Alert>[] = [
  {
    id: 'severity',
    title: 'Severity',
    width: 84,
    render: ({ finding }) => <SeverityTag severity={finding.severity} bare />,
    sortValue: ({ finding }) => severityRank(finding.severity),
  },
  {
    id: 'rule',
    title: 'Rule',
    width: 160,
    grow: 3,
    render: ({ finding }) => (
      <span title={visibleText(finding.explanation)}>{finding.ruleTitle}</span>
    ),
    sortValue: ({ finding }) => finding.ruleTitle,
  },
  {
    id: 'entities',
    title: 'Entities',
    width: 100,
    grow: 2,
    render: ({ finding }) => (
      <span className="log-text" title={visibleText(Object.values(finding.group).join(', '))}>
        {visibleText(entitiesText(finding.group))}
      </span>
    ),
    sortValue: ({ finding }) => entitiesText(finding.group),
  },
  {
    id: 'count',
    title: 'Count',
    width: 60,
    align: 'end',
    render: ({ finding }) => formatCount(finding.count),
    sortValue: ({ finding }) => finding.count,
  },
  {
    id: 'start',
    title: 'From',
    width: 120,
    render: ({ finding }) => <Time us={finding.startUs} precision="min" />,
    sortValue: ({ finding }) => finding.startUs,
  },
  {
    id: 'window',
    title: 'Lasts',
    width: 88,
    align: 'end',
    render: ({ finding }) =>
      finding.endUs === finding.startUs ? (
        <span className="faint">instant</span>
      ) : (
        formatDuration(finding.endUs - finding.startUs)
      ),
    sortValue: ({ finding }) => finding.endUs - finding.startUs,
  },
  {
    id: 'state',
    title: 'State',
    width: 98,
    render: (alert) => <StateCell alert={alert} />,
    sortValue: (alert) => alert.state,
  },
];

/** Takes room only where somebody has been given an alert. */
const ASSIGNEE: Column<Alert> = {
  id: 'assignee',
  title: 'Assigned',
  width: 90,
  render: (alert) => visibleText(alert.assignee),
  sortValue: (alert) => alert.assignee,
};

function keyOf(alert: Alert): string {
  return alert.finding.id;
}

/** The state, or for an alert whose response clock runs, what is left of its time. */
function StateCell(props: { readonly alert: Alert }) {
  const nowMs = useNow(10_000);
  const clock = responseClock(props.alert, nowMs);
  if (!clock) return <span className="alert-state">{props.alert.state}</span>;
  return (
    <span className="alert-clock" data-tone={clock.tone} title="Time left to acknowledge">
      {clock.tone === 'passed'
        ? `overdue ${formatDuration(-clock.leftUs)}`
        : `${formatDuration(clock.leftUs)} left`}
    </span>
  );
}

export function AlertTable(props: {
  readonly alerts: readonly Alert[];
  readonly current: string | null;
  readonly selected: ReadonlySet<string>;
  readonly onCurrent: (alert: Alert) => void;
  readonly onSelect: (
    alert: Alert,
    how: { readonly toggle: boolean; readonly range: boolean },
  ) => void;
  readonly onClearFilter: () => void;
}) {
  const { selected, current } = props;
  const assigned = props.alerts.some((alert) => alert.assignee !== '');
  const columns = useMemo(() => (assigned ? [...COLUMNS, ASSIGNEE] : COLUMNS), [assigned]);
  const marked = useMemo(
    () => (selected.size > 0 ? selected : new Set([current ?? ''])),
    [selected, current],
  );
  return (
    <SortedTable
      id="alerts"
      label="Alert queue"
      rows={props.alerts}
      columns={columns}
      keyOf={keyOf}
      current={current}
      onCurrent={props.onCurrent}
      selected={marked}
      onSelect={props.onSelect}
      muted={(alert) => !isOpenState(alert.state)}
      empty={
        <EmptyState
          compact
          title="No alert fits the filter"
          actions={<Button onClick={props.onClearFilter}>Show all</Button>}
        />
      }
    />
  );
}
