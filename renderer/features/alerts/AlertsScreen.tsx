// The alert queue: the list on the left, the evidence behind the chosen alert on the right.

import { useMemo, useRef, useState } from 'react';
import { Notifications, Play } from '@blueprintjs/icons';
import { SEVERITIES, type Severity } from '../../../shared/domain/severity.ts';
import { useJob } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Segments, Select } from '../../ui/Fields.tsx';
import { formatCount, plural } from '../../ui/format.model.ts';
import { Screen, Toolbar } from '../../ui/Layout.tsx';
import { navigate, useRoute } from '../../ui/route.ts';
import { selectRow } from '../../ui/selection.model.ts';
import { SplitPane } from '../../ui/SplitPane.tsx';
import { EmptyState, ErrorState, LoadingBar, LoadingState } from '../../ui/States.tsx';
import { detectionWords } from '../../ui/job-words.model.ts';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { AlertDetail } from './AlertDetail.tsx';
import { AlertDialogs } from './AlertDialogs.tsx';
import { AlertTable } from './AlertTable.tsx';
import { isStateFilter, queueOf, type StateFilter } from './queue.model.ts';
import { useAlertActions } from './use-alert-actions.ts';
import './alerts.css';

const STATES: readonly { readonly value: StateFilter; readonly label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'new', label: 'New' },
  { value: 'done', label: 'Done' },
  { value: 'all', label: 'All' },
];

const SEVERITY_CHOICES: readonly { readonly value: Severity | 'all'; readonly label: string }[] = [
  { value: 'all', label: 'Every severity' },
  ...SEVERITIES.map((severity) => ({
    value: severity,
    label: severity.charAt(0).toUpperCase() + severity.slice(1),
  })),
];

export function AlertsScreen() {
  const route = useRoute();
  const { data, error, stale, reload } = useQuery(
    'alerts.list',
    {},
    { topics: ['alerts', 'case'] },
  );
  const detect = useJob('detect.run');
  const [text, setText] = useState('');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);

  const all = useMemo(() => data?.alerts ?? [], [data]);
  const linked = all.find((alert) => alert.finding.id === route.id);
  const state = isStateFilter(route.params['state']) ? route.params['state'] : 'open';
  const severity = SEVERITIES.find((each) => each === route.params['severity']) ?? 'all';
  const queue = useMemo(
    () => queueOf(all, { state, severity, text }),
    [all, state, severity, text],
  );
  // A linked alert is shown even when the filter leaves it out of the list.
  const current = linked ?? queue[0];
  const chosen = useMemo(() => {
    const inQueue = queue.filter((alert) => selected.has(alert.finding.id));
    if (inQueue.length > 0) return inQueue;
    return current ? [current] : [];
  }, [queue, selected, current]);

  const show = (id: string, params: Readonly<Record<string, string>> = {}) =>
    navigate({ screen: 'alerts', id, params: { ...route.params, ...params } }, { replace: true });
  const actions = useAlertActions({
    chosen,
    onMove: (step) => {
      const at = queue.findIndex((alert) => alert.finding.id === current?.finding.id);
      const next = queue[Math.min(queue.length - 1, Math.max(0, at + step))];
      if (next) {
        setSelected(new Set());
        show(next.finding.id);
      }
    },
  });
  const runDetection = async () => {
    const result = await detect.run({ fromUs: null, toUs: null });
    if (result.ok) showToast({ tone: 'success', text: detectionWords(result.value) });
    else if (!result.error.code.endsWith('cancelled')) showFailure(result.error);
  };

  const toolbar = (
    <Toolbar
      title="Alerts"
      note={
        selected.size > 1
          ? `${formatCount(selected.size)} selected`
          : data && `${plural(queue.length, 'alert')} listed of ${formatCount(all.length)}`
      }
    >
      <input
        className="sw-input alerts-filter"
        aria-label="Filter the queue"
        placeholder="Filter by rule, entity, tag"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Select
        label="Severity"
        width={128}
        value={severity}
        choices={SEVERITY_CHOICES}
        onChange={(value) => show(route.id, { severity: value === 'all' ? '' : value })}
      />
      <Segments
        label="State"
        value={state}
        choices={STATES}
        onChange={(value) => show(route.id, { state: value })}
      />
      <Button
        icon={<Play size={14} />}
        disabled={detect.running}
        onClick={() => void runDetection()}
      >
        Run detection
      </Button>
    </Toolbar>
  );

  let body;
  if (error && !data) body = <ErrorState error={error} onRetry={reload} />;
  else if (!data) body = <LoadingState />;
  else if (all.length === 0) {
    body = (
      <EmptyState
        icon={<Notifications size={24} />}
        title="No alert in this case"
        actions={
          <>
            <Button kind="primary" disabled={detect.running} onClick={() => void runDetection()}>
              Run detection
            </Button>
            <Button onClick={() => navigate({ screen: 'rules' })}>Look at the rules</Button>
          </>
        }
      >
        Detection has found nothing, or has not run on this evidence yet. The Overview says when it
        ran last; Rules says which rules had events to look at.
      </EmptyState>
    );
  } else {
    body = (
      <SplitPane
        id="alerts"
        initial={56}
        minFirstPx={420}
        minSecondPx={420}
        first={
          <AlertTable
            alerts={queue}
            current={current?.finding.id ?? null}
            selected={selected}
            onCurrent={(alert) => show(alert.finding.id)}
            onSelect={(alert, how) => {
              // Adding to a selection begins with the alert that is shown, though it bears no mark.
              const currentId = current?.finding.id ?? null;
              const starts = selected.size === 0 && how.toggle && currentId !== alert.finding.id;
              const change = selectRow(
                queue.map((each) => each.finding.id),
                starts && currentId !== null ? new Set([currentId]) : selected,
                anchor.current ?? currentId,
                alert.finding.id,
                how,
              );
              anchor.current = change.anchor;
              // A plain click chooses one alert; that needs no mark of its own.
              setSelected(how.toggle || how.range ? change.selected : new Set());
            }}
            onClearFilter={() => {
              setText('');
              show(route.id, { state: 'all', severity: '' });
            }}
          />
        }
        second={
          current ? (
            <AlertDetail
              key={current.finding.id}
              alert={current}
              chosen={chosen}
              actions={actions}
            />
          ) : null
        }
      />
    );
  }
  return (
    <Screen toolbar={toolbar}>
      <LoadingBar active={stale} />
      {body}
      <AlertDialogs actions={actions} chosen={chosen} />
    </Screen>
  );
}
