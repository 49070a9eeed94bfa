// Incidents: the list on the left, the chosen one on the right.

import { useMemo } from 'react';
import { FolderOpen } from '@blueprintjs/icons';
import type { Incident } from '../../../shared/domain/incident.ts';
import { severityRank } from '../../../shared/domain/severity.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import type { Column } from '../../ui/DataTable.tsx';
import { SortedTable } from '../../ui/SortedTable.tsx';
import { plural } from '../../ui/format.model.ts';
import { Screen, Toolbar } from '../../ui/Layout.tsx';
import { navigate, useRoute } from '../../ui/route.ts';
import { SplitPane } from '../../ui/SplitPane.tsx';
import { EmptyState, ErrorState, LoadingBar, LoadingState } from '../../ui/States.tsx';
import { SeverityTag, Tag } from '../../ui/Tags.tsx';
import { Time } from '../../ui/Time.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { IncidentPane } from './IncidentPane.tsx';
import './incidents.css';

const COLUMNS: readonly Column<Incident>[] = [
  {
    id: 'id',
    title: 'Number',
    width: 96,
    render: (incident) => <span className="num">{incident.id}</span>,
    sortValue: (incident) => incident.id,
  },
  {
    id: 'severity',
    title: 'Severity',
    width: 78,
    render: (incident) => <SeverityTag severity={incident.severity} bare />,
    sortValue: (incident) => severityRank(incident.severity),
  },
  {
    id: 'title',
    title: 'Title',
    width: 150,
    grow: 1,
    render: (incident) => (
      <span title={visibleText(incident.title)}>{visibleText(incident.title)}</span>
    ),
    sortValue: (incident) => incident.title,
  },
  {
    id: 'status',
    title: 'Status',
    width: 64,
    render: (incident) => incident.status,
    sortValue: (incident) => incident.status,
  },
  {
    id: 'report',
    title: 'Report',
    width: 80,
    render: (incident) => (
      <Tag>
        {incident.report.status} v{incident.report.version}
      </Tag>
    ),
    sortValue: (incident) => incident.report.status,
  },
  {
    id: 'opened',
    title: 'Opened',
    width: 120,
    render: (incident) => <Time us={incident.openedAtUs} precision="min" />,
    sortValue: (incident) => incident.openedAtUs,
  },
];

function keyOf(incident: Incident): string {
  return incident.id;
}

export function IncidentsScreen() {
  const route = useRoute();
  const { data, error, stale, reload } = useQuery(
    'incidents.list',
    {},
    { topics: ['incidents', 'case'] },
  );
  const incidents = useMemo(
    () => (data?.incidents ?? []).toSorted((a, b) => (a.id < b.id ? 1 : -1)),
    [data],
  );
  const chosen = incidents.find((each) => each.id === route.id) ?? incidents[0];

  let body;
  if (error && !data) body = <ErrorState error={error} onRetry={reload} />;
  else if (!data) body = <LoadingState />;
  else if (!chosen) {
    body = (
      <EmptyState
        icon={<FolderOpen size={24} />}
        title="No incident in this case"
        actions={
          <Button kind="primary" onClick={() => navigate({ screen: 'alerts' })}>
            Go to the alerts
          </Button>
        }
      >
        An incident is opened from alerts, or from events on the timeline. It carries the story, the
        evidence and the report.
      </EmptyState>
    );
  } else {
    body = (
      <SplitPane
        id="incidents"
        initial={45}
        minFirstPx={360}
        minSecondPx={480}
        first={
          <SortedTable
            id="incidents"
            label="Incidents"
            rows={incidents}
            columns={COLUMNS}
            keyOf={keyOf}
            current={chosen.id}
            onCurrent={(incident) =>
              navigate({ screen: 'incidents', id: incident.id }, { replace: true })
            }
            muted={(incident) => incident.status === 'closed' || incident.status === 'voided'}
          />
        }
        second={<IncidentPane key={chosen.id} id={chosen.id} />}
      />
    );
  }
  return (
    <Screen
      toolbar={<Toolbar title="Incidents" note={data && plural(incidents.length, 'incident')} />}
    >
      <LoadingBar active={stale} />
      {body}
    </Screen>
  );
}
