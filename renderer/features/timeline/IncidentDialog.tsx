// Opens an incident from one event or from a brushed stretch of the timeline.

import { useState } from 'react';
import type { Client } from '../../../shared/contract/client.ts';
import { type Failure, failure } from '../../../shared/base/result.ts';
import { formatInZone } from '../../../shared/timeline/instant.ts';
import type { TimeRange } from '../../../shared/timeline/range.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { Dialog } from '../../ui/Overlays.tsx';
import { navigate } from '../../ui/route.ts';
import { Callout } from '../../ui/States.tsx';
import { useZone } from '../../ui/zone.ts';

export type IncidentSubject =
  | {
      readonly kind: 'event';
      readonly id: number;
      readonly summary: string;
      readonly alertIds: readonly string[];
    }
  | { readonly kind: 'stretch'; readonly query: string; readonly range: TimeRange };

/** An incident cites its events one by one; a stretch of a million is not a citation. */
export const MOST_EVENTS = 1_000;

export function IncidentDialog(props: {
  readonly subject: IncidentSubject | null;
  readonly onClose: () => void;
}) {
  return props.subject ? <Open subject={props.subject} onClose={props.onClose} /> : null;
}

function Open({
  subject,
  onClose,
}: {
  readonly subject: IncidentSubject;
  readonly onClose: () => void;
}) {
  const client = useClient();
  const zone = useZone();
  const open = useCommand('incidents.open');
  const [title, setTitle] = useState(() => proposedTitle(subject, zone));
  const [problem, setProblem] = useState<Failure | null>(null);

  const submit = async () => {
    setProblem(null);
    const events = await eventsOf(client, subject);
    if (!events.ok) {
      setProblem(events.error);
      return;
    }
    const alertIds = subject.kind === 'event' ? [...subject.alertIds] : [];
    const opened = await open.run({ title: title.trim(), alertIds, eventIds: events.ids });
    if (!opened.ok) {
      setProblem(opened.error);
      return;
    }
    onClose();
    navigate({ screen: 'incidents', id: opened.value.id });
  };

  return (
    <Dialog
      open
      title="Open an incident"
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={title.trim() === '' || open.busy}>
            Open incident
          </Button>
        </>
      }
    >
      <TextField
        label="Title"
        value={title}
        onChange={setTitle}
        autoFocus
        hint={
          subject.kind === 'event'
            ? `Event ${subject.id} and its alerts are linked.`
            : `The events of the selection are linked, at most ${MOST_EVENTS}.`
        }
      />
      {problem && <Callout tone="error">{problem.message}</Callout>}
    </Dialog>
  );
}

function proposedTitle(subject: IncidentSubject, zone: string): string {
  if (subject.kind === 'event') return subject.summary.slice(0, 120);
  const from = formatInZone(subject.range.fromUs, zone, 'min');
  const to = formatInZone(subject.range.toUs, zone, 'min');
  return `Events from ${from} to ${to}`;
}

async function eventsOf(
  client: Client,
  subject: IncidentSubject,
): Promise<
  { readonly ok: true; readonly ids: number[] } | { readonly ok: false; readonly error: Failure }
> {
  if (subject.kind === 'event') return { ok: true, ids: [subject.id] };
  const page = await client.call('events.page', {
    query: subject.query,
    fromUs: subject.range.fromUs,
    toUs: subject.range.toUs,
    cursor: null,
    limit: MOST_EVENTS,
    descending: false,
  });
  if (!page.ok) return page;
  if (page.value.next !== null) {
    const message = `The selection has more than ${MOST_EVENTS} events. Narrow it by a search or a shorter stretch.`;
    return { ok: false, error: failure('incident.too-many-events', message) };
  }
  return { ok: true, ids: page.value.rows.map((row) => row.id) };
}
