// Everything that is known of one event: its time and how it was read, integrity, alerts, fields,
// and the record as it stood in the evidence.

import { Cross, Duplicate, Shield, Time as TimeIcon } from '@blueprintjs/icons';
import { useState } from 'react';
import { formatUtc } from '../../../shared/base/time.ts';
import type { EventDetail } from '../../../shared/contract/schemas.ts';
import { formatInZone } from '../../../shared/timeline/instant.ts';
import { offsetText } from '../../../shared/timeline/zone.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { formatBytes, formatCount } from '../../ui/format.model.ts';
import { KeyValue, Section } from '../../ui/Layout.tsx';
import { MenuButton } from '../../ui/Overlays.tsx';
import { EmptyState, ErrorState, LoadingBar, LoadingState } from '../../ui/States.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { VerdictTag } from '../../ui/Tags.tsx';
import { useZone } from '../../ui/zone.ts';
import { visibleText } from '../../ui/visible-text.model.ts';
import { AlertsOfEvent } from './AlertsOfEvent.tsx';
import { FieldTree } from './FieldTree.tsx';
import { RawRecord } from './RawRecord.tsx';
import { RulesOfEvent } from './RulesOfEvent.tsx';
import { copyText } from '../../ui/copy.tsx';
import type { FilterSense } from './filter.model.ts';
import './detail.css';

export const CONTEXT_MINUTES: readonly number[] = [1, 5, 15, 60, 360];

export interface EventDetailPaneProps {
  readonly eventId: number;
  readonly query: string;
  readonly onTerm: (term: string, sense: FilterSense) => void;
  readonly onAround: (minutes: number) => void;
  readonly onClose: () => void;
  readonly onOpenIncident: (event: EventDetail) => void;
  readonly onSeen: (event: EventDetail) => void;
}

type Tab = 'fields' | 'record' | 'rules';

export function EventDetailPane(props: EventDetailPaneProps) {
  const [tab, setTab] = useState<Tab>('fields');
  const answer = useQuery('events.get', { id: props.eventId }, { topics: ['alerts', 'sources'] });
  const event = answer.data;
  const { onSeen } = props;
  const [seen, setSeen] = useState<EventDetail | undefined>(undefined);
  if (event !== seen) {
    setSeen(event);
    if (event) queueMicrotask(() => onSeen(event));
  }
  if (answer.error) {
    return (
      <aside className="detail" aria-label="Event">
        <DetailHead {...props} event={undefined} />
        <ErrorState error={answer.error} onRetry={answer.reload} />
      </aside>
    );
  }
  return (
    <aside className="detail" aria-label="Event">
      <LoadingBar active={answer.stale} />
      <DetailHead {...props} event={event} />
      {event === undefined ? (
        <LoadingState label="Loading the event" />
      ) : (
        <div className="detail-body">
          <div className="detail-top">
            <p className="detail-summary log-text">{visibleText(event.summary) || 'No summary'}</p>
            <TimeLines event={event} />
            {event.alerts.length > 0 && <AlertsOfEvent event={event} />}
          </div>
          <div className="detail-tabs">
            <Tabs
              label="Parts of the event"
              tabs={[
                { id: 'fields', title: 'Fields' },
                { id: 'record', title: 'Record and proof' },
                { id: 'rules', title: 'Rules' },
              ]}
              value={tab}
              onChange={setTab}
            >
              {tab === 'fields' && (
                <Fields event={event} query={props.query} onTerm={props.onTerm} />
              )}
              {tab === 'record' && (
                <div className="detail-part">
                  <RawRecord event={event} />
                </div>
              )}
              {tab === 'rules' && <RulesOfEvent key={event.id} event={event} />}
            </Tabs>
          </div>
        </div>
      )}
    </aside>
  );
}

function DetailHead(props: EventDetailPaneProps & { readonly event: EventDetail | undefined }) {
  const { event } = props;
  return (
    <header className="detail-head">
      <h2 className="ellipsis">
        Event {formatCount(props.eventId)}
        {event && <span className="faint"> in {event.exhibit}</span>}
      </h2>
      <MenuButton
        placement="bottom-end"
        entries={CONTEXT_MINUTES.map((minutes) => ({
          text: `± ${minutes < 60 ? `${minutes} min` : `${minutes / 60} h`}`,
          disabled: event === undefined || event.timeUs === null,
          run: () => props.onAround(minutes),
        }))}
      >
        <Button
          size="small"
          icon={<TimeIcon size={14} />}
          title="What happened around it, filters off (c)"
        >
          Around
        </Button>
      </MenuButton>
      <MenuButton
        placement="bottom-end"
        entries={[
          {
            text: 'Open an incident with this event',
            icon: <Shield size={14} />,
            disabled: event === undefined,
            run: () => event && props.onOpenIncident(event),
          },
          null,
          {
            text: 'Copy the record',
            icon: <Duplicate size={14} />,
            disabled: event === undefined,
            run: () => event && void copyText(event.raw, 'The record'),
          },
          {
            text: 'Copy a link to this view',
            run: () => void copyText(window.location.hash, 'The link'),
          },
          {
            text: 'Copy the time (UTC)',
            disabled: event === undefined || event.timeUs === null,
            run: () => {
              if (event?.timeUs != null) {
                void copyText(formatUtc(event.timeUs, event.precision, event.nanos), 'The time');
              }
            },
          },
        ]}
      >
        <Button size="small">Actions</Button>
      </MenuButton>
      <IconButton
        size="small"
        icon={<Cross size={14} />}
        label="Close the event (Esc)"
        onClick={props.onClose}
      />
    </header>
  );
}

function TimeLines({ event }: { readonly event: EventDetail }) {
  const zone = useZone();
  const { timeUs, precision, nanos } = event;
  return (
    <KeyValue
      blank="not recorded"
      rows={[
        {
          key: 'Time',
          value:
            timeUs === null ? (
              'undated: the record has no usable time'
            ) : (
              <span className="num">
                {formatInZone(timeUs, zone, precision, nanos)}{' '}
                <span className="faint">
                  {zone === 'UTC' ? zone : `${offsetText(timeUs, zone)} ${zone}`}
                </span>
              </span>
            ),
        },
        ...(timeUs === null || zone === 'UTC'
          ? []
          : [
              {
                key: 'UTC',
                value: <span className="num">{formatUtc(timeUs, precision, nanos)}</span>,
              },
            ]),
        {
          key: 'As recorded',
          value: event.timeText && (
            <span>
              <span className="mono log-text">{visibleText(event.timeText)}</span>
              {event.zoneAssumed && (
                <span className="detail-note"> zone assumed, the record names none</span>
              )}
            </span>
          ),
        },
        {
          key: 'Integrity',
          value: event.verdict ? (
            <span>
              <VerdictTag verdict={event.verdict.verdict} />{' '}
              <span className="soft">{event.verdict.reason}</span>
            </span>
          ) : (
            <span className="faint">not checked entry by entry</span>
          ),
        },
      ]}
    />
  );
}

function Fields(props: {
  readonly event: EventDetail;
  readonly query: string;
  readonly onTerm: (term: string, sense: FilterSense) => void;
}) {
  const { event } = props;
  const normalised = Object.entries(event.ecs);
  if (normalised.length === 0 && Object.keys(event.fields).length === 0) {
    return <EmptyState compact title="This record has no fields" />;
  }
  return (
    <div className="detail-part">
      {normalised.length > 0 && (
        <Section title="Normalised">
          <FieldTree fields={event.ecs} query={props.query} onTerm={props.onTerm} />
        </Section>
      )}
      <Section title="As recorded">
        <FieldTree fields={event.fields} query={props.query} onTerm={props.onTerm} />
      </Section>
      <p className="faint detail-size">
        {formatBytes(event.length)} at {formatCount(event.position)} of{' '}
        <span className="log-text">{visibleText(event.file)}</span>
      </p>
    </div>
  );
}
