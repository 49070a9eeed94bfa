// One incident: head with status and report, then its sections, alerts and events in tabs. Edits
// are kept in a draft until they are saved as a new revision.

import { useState } from 'react';
import type { Alert } from '../../../shared/domain/alert.ts';
import { INCIDENT_STATUSES, type Incident } from '../../../shared/domain/incident.ts';
import { SEVERITIES } from '../../../shared/domain/severity.ts';
import { useCommand } from '../../client/use-command.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { useCommands } from '../../ui/commands.ts';
import { Select } from '../../ui/Fields.tsx';
import { Callout, ErrorState, LoadingState } from '../../ui/States.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { SeverityTag, Tag } from '../../ui/Tags.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { IncidentLinks } from './IncidentLinks.tsx';
import { ReportBar } from './ReportBar.tsx';
import { SectionsEditor } from './SectionsEditor.tsx';
import { differs, draftOf, type IncidentDraft } from './incident.model.ts';

export function IncidentPane(props: { readonly id: string }) {
  const { data, error, reload } = useQuery(
    'incidents.get',
    { id: props.id },
    { topics: ['incidents', 'alerts'], keep: false },
  );
  if (error) return <ErrorState error={error} onRetry={reload} />;
  if (!data) return <LoadingState />;
  return <IncidentEditor incident={data.incident} alerts={data.alerts} />;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function IncidentEditor(props: { readonly incident: Incident; readonly alerts: readonly Alert[] }) {
  const { incident, alerts } = props;
  const update = useCommand('incidents.update');
  const [base, setBase] = useState(incident);
  const [draft, setDraft] = useState<IncidentDraft>(() => draftOf(incident));
  const [tab, setTab] = useState<'sections' | 'links'>('sections');
  const changed = differs(draft, base);
  const newer = incident.revision !== base.revision;
  const final = incident.report.status === 'final';

  // A revision made elsewhere is taken over at once while nothing here is unsaved.
  if (newer && !changed) {
    setBase(incident);
    setDraft(draftOf(incident));
  }

  const save = async () => {
    const result = await update.run({
      id: incident.id,
      revision: base.revision,
      title: draft.title.trim() === '' ? base.title : draft.title.trim(),
      severity: draft.severity,
      status: draft.status,
      sections: { ...draft.sections, followUps: [...draft.sections.followUps] },
    });
    if (!result.ok) {
      showFailure(result.error);
      return;
    }
    setBase(result.value);
    setDraft(draftOf(result.value));
    showToast({
      tone: 'success',
      text: `${incident.id} saved as revision ${result.value.revision}.`,
    });
  };
  useCommands([
    {
      id: 'incident-save',
      title: 'Save the incident',
      section: 'Incidents',
      keys: 'mod+s',
      enabled: changed && !final,
      run: () => void save(),
    },
  ]);

  return (
    <article className="incident" aria-label={incident.id}>
      <header className="incident-head">
        <div className="incident-line">
          <strong className="num">{incident.id}</strong>
          <input
            className="sw-input incident-title"
            aria-label="Title"
            maxLength={2_000}
            value={draft.title}
            disabled={final}
            onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })}
          />
          <Button
            kind="primary"
            disabled={!changed || final || update.busy}
            title="Ctrl+S"
            onClick={() => void save()}
          >
            Save
          </Button>
        </div>
        <div className="incident-line">
          <SeverityTag severity={draft.severity} />
          <Select
            label="Severity"
            width={110}
            value={draft.severity}
            disabled={final}
            choices={SEVERITIES.map((value) => ({ value, label: capital(value) }))}
            onChange={(severity) => setDraft({ ...draft, severity })}
          />
          <Select
            label="Status"
            width={110}
            value={draft.status}
            disabled={final}
            choices={INCIDENT_STATUSES.map((value) => ({ value, label: capital(value) }))}
            onChange={(status) => setDraft({ ...draft, status })}
          />
          <span className="faint">
            revision {incident.revision}, initial risk {incident.initialRisk.toFixed(2)}
          </span>
          {changed && <Tag tone="medium">Not saved</Tag>}
        </div>
        <ReportBar incident={incident} unsaved={changed} />
        {newer && changed && (
          <Callout tone="warning">
            {incident.id} was changed elsewhere (revision {incident.revision}). Your text is kept
            here, but cannot be saved over it.{' '}
            <button
              type="button"
              className="sw-link"
              onClick={() => {
                setBase(incident);
                setDraft(draftOf(incident));
              }}
            >
              Drop my changes and load revision {incident.revision}
            </button>
          </Callout>
        )}
        {final && (
          <Callout>
            The report of this incident is final and does not change. Amend it to start a new
            version.
          </Callout>
        )}
      </header>
      <div className="incident-body">
        <Tabs
          label="Incident"
          value={tab}
          onChange={setTab}
          tabs={[
            { id: 'sections', title: 'Report sections' },
            {
              id: 'links',
              title: 'Alerts and events',
              count: incident.alertIds.length + incident.eventIds.length,
            },
          ]}
        >
          {tab === 'sections' ? (
            <SectionsEditor draft={draft} readOnly={final} onChange={setDraft} />
          ) : (
            <IncidentLinks incident={incident} alerts={alerts} />
          )}
        </Tabs>
      </div>
    </article>
  );
}
