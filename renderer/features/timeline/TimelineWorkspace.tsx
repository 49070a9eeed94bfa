// The timeline with evidence in it: search and histogram above, facets, table and event below.

import { Cross, Filter, Search } from '@blueprintjs/icons';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { EventDetail } from '../../../shared/contract/schemas.ts';
import { formatInZone } from '../../../shared/timeline/instant.ts';
import type { TimeRange } from '../../../shared/timeline/range.ts';
import { parseQuery } from '../../../shared/query/parse.ts';
import { zoomAbout } from '../../../shared/timeline/zoom.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { useQuery } from '../../client/use-query.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { type UiCommand, useCommands } from '../../ui/commands.ts';
import { Segments } from '../../ui/Fields.tsx';
import { Screen, Toolbar } from '../../ui/Layout.tsx';
import { usePreference } from '../../ui/preference.ts';
import { EmptyState } from '../../ui/States.tsx';
import { SplitPane } from '../../ui/SplitPane.tsx';
import { useZone } from '../../ui/zone.ts';
import { CONTEXT_MINUTES, EventDetailPane } from './EventDetailPane.tsx';
import { EventList } from './EventList.tsx';
import type { EventTableHandle } from './EventTable.tsx';
import { FacetPanel } from './FacetPanel.tsx';
import { IncidentDialog, type IncidentSubject } from './IncidentDialog.tsx';
import { JumpTo } from './JumpTo.tsx';
import { NoMatch } from './NoMatch.tsx';
import { QueryBar } from './QueryBar.tsx';
import { RateStrip } from './RateStrip.tsx';
import { type FilterSense, termOf, withTerm } from './filter.model.ts';
import { fieldLines } from './record.model.ts';
import { readHistory, withSearch } from './search-history.model.ts';
import { type TimelineView, listingOf, viewOnto } from './timeline-view.model.ts';
import { useEventRows } from './use-event-rows.ts';
import type { UpdateView } from './use-timeline-view.ts';
import './timeline.css';

const DEFAULT_MINUTES = 5;

export interface TimelineWorkspaceProps {
  readonly view: TimelineView;
  readonly update: UpdateView;
  /** Grows whenever the address asks for a view. */
  readonly arrivals: number;
  readonly extent: TimeRange;
  readonly dated: number;
  readonly undatedCount: number;
}

export function TimelineWorkspace(props: TimelineWorkspaceProps) {
  const { view, update, extent } = props;
  const zone = useZone();
  const caseInfo = useQuery('case.info', {});
  const [historyText, setHistory] = usePreference(`searches.${caseInfo.data?.id ?? 'none'}`, '[]');
  const [facetsText, setFacets] = usePreference('timeline.facets', 'shown');
  const [fields, setFields] = useState<readonly string[]>([]);
  const [incident, setIncident] = useState<IncidentSubject | null>(null);
  const table = useRef<EventTableHandle>(null);
  const tableHandle = useCallback(() => table.current, []);

  const centre = useQuery(
    'events.get',
    { id: view.around?.event ?? 1 },
    { enabled: view.around !== null, keep: false },
  );
  const centreUs = view.around ? (centre.data?.timeUs ?? null) : null;
  const inContext = view.around !== null && centreUs !== null;
  const { q, shown, listed } = listingOf(view, extent, centreUs);
  const undated = view.undated && !inContext;
  const readable = parseQuery(q);
  const use = useEventRows(q, readable.ok ? listed : null, undated);

  const setQuery = (query: string) => {
    setHistory(JSON.stringify(withSearch(readHistory(historyText), query, Date.now())));
    update({ q: query, around: null }, true);
  };
  const onTerm = (term: string, sense: FilterSense) => setQuery(withTerm(view.q, term, sense));
  /** A zoom by hand is replaced by the next; a range that was asked for can be gone back from. */
  const setRange = useCallback(
    (range: TimeRange | null, visit: boolean) =>
      update(
        {
          fromUs: range?.fromUs ?? null,
          toUs: range?.toUs ?? null,
          selection: null,
          undated: false,
        },
        visit,
      ),
    [update],
  );
  const onZoom = useCallback((range: TimeRange) => setRange(range, false), [setRange]);
  const onRange = useCallback((range: TimeRange | null) => setRange(range, true), [setRange]);
  const onSelection = useCallback(
    (selection: TimeRange | null) => update({ selection, undated: false }),
    [update],
  );
  const onEvent = useCallback((event: number) => update({ event }), [update]);
  const onSeen = useCallback((event: EventDetail) => {
    const names = fieldLines(event.fields)
      .filter((line) => line.value !== undefined)
      .map((line) => line.path);
    setFields((before) => {
      const merged = new Set([...before, ...names]);
      return merged.size === before.length ? before : [...merged].slice(-2_000);
    });
  }, []);
  const onAround = (minutes: number) => {
    const event = view.around?.event ?? view.event;
    if (event !== null) update({ around: { event, minutes } }, true);
  };
  const goToInstant = (range: TimeRange) => {
    const outside = range.fromUs < listed.fromUs || range.fromUs >= listed.toUs;
    if (outside || undated) {
      const span = listed.toUs - listed.fromUs;
      onRange(
        zoomAbout(
          { fromUs: range.fromUs, toUs: range.toUs },
          range.fromUs,
          Math.min(1e15, span / Math.max(1, range.toUs - range.fromUs)),
          extent,
        ),
      );
      return;
    }
    void use?.rows.indexAtTime(range.fromUs).then((index) => {
      if (index !== undefined) table.current?.show(Math.min(index, use.state.total - 1));
    });
  };

  const escape = (): void => {
    if (view.around) update({ around: null }, true);
    else if (view.selection) update({ selection: null });
    else if (view.event !== null) update({ event: null });
  };
  const inTimeline = (command: Omit<UiCommand, 'section'>): UiCommand => ({
    ...command,
    section: 'Timeline',
  });
  useCommands([
    inTimeline({
      id: 'timeline.around',
      title: 'Show what happened around the event',
      keys: 'c',
      enabled: view.event !== null && view.around === null,
      run: () => onAround(DEFAULT_MINUTES),
    }),
    inTimeline({
      id: 'timeline.back',
      title: 'Back: leave the surroundings, clear the selection, close the event',
      keys: 'escape',
      enabled: view.around !== null || view.selection !== null || view.event !== null,
      run: escape,
    }),
    inTimeline({
      id: 'timeline.next',
      title: 'Next event',
      keys: 'j',
      keysOnly: true,
      run: () => table.current?.step(1),
    }),
    inTimeline({
      id: 'timeline.previous',
      title: 'Previous event',
      keys: 'k',
      keysOnly: true,
      run: () => table.current?.step(-1),
    }),
    inTimeline({
      id: 'timeline.all',
      title: 'Show all evidence',
      keys: 'a',
      run: () => onRange(null),
    }),
    inTimeline({
      id: 'timeline.facets',
      title: 'Show or hide the facets',
      keys: 'f',
      run: () => setFacets(facetsText === 'shown' ? 'hidden' : 'shown'),
    }),
  ]);

  const client = useClient();
  /** Moves the view to the open event where it lies outside; `anew`: the search goes, too. */
  const showEvent = async (anew: boolean) => {
    const { event } = view;
    if (event === null || (view.around && !anew)) return;
    const answer = await client.call('events.get', { id: event });
    if (!answer.ok) return;
    const change = viewOnto(view, extent, answer.value.timeUs, anew);
    if (change) update(change, anew);
  };
  const { arrivals } = props;
  useEffect(() => {
    void showEvent(false);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- who moves away from an event stays there
  }, [arrivals]);

  const list = use && (
    <EventList
      use={use}
      event={view.event}
      undatedCount={props.undatedCount}
      undated={undated}
      onUndated={(next) => update({ undated: next, selection: null, event: null })}
      onEvent={onEvent}
      onShowEvent={() => void showEvent(true)}
      onOpen={() => undefined}
      onTerm={onTerm}
      onAround={(row) =>
        update({ event: row.id, around: { event: row.id, minutes: DEFAULT_MINUTES } }, true)
      }
      table={table}
      tableHandle={tableHandle}
      empty={
        <NoMatch
          query={q}
          range={listed}
          undated={undated}
          dropped={use.state.dropped}
          onClearQuery={() => setQuery('')}
          onWholeRange={
            view.fromUs !== null || view.toUs !== null || view.selection !== null
              ? () => onRange(null)
              : null
          }
        />
      }
    />
  );

  return (
    <Screen
      toolbar={
        <Toolbar label="Timeline">
          <h1>Timeline</h1>
          <QueryBar
            query={view.q}
            onQuery={setQuery}
            history={readHistory(historyText)}
            fields={fields}
          />
          <JumpTo extent={extent} range={shown} onRange={onRange} onInstant={goToInstant} />
          <IconButton
            icon={<Filter size={14} />}
            label="Facets (f)"
            aria-pressed={facetsText === 'shown'}
            onClick={() => setFacets(facetsText === 'shown' ? 'hidden' : 'shown')}
          />
        </Toolbar>
      }
    >
      <div className="timeline">
        {view.around && (
          <div className="timeline-context" role="status">
            <strong>
              Around event {view.around.event}
              {centreUs !== null && `, ${formatInZone(centreUs, zone, 's')}`}
            </strong>
            <span>
              {centre.error
                ? centre.error.message
                : centre.data && centreUs === null
                  ? 'This event has no time, so nothing lies around it.'
                  : 'All sources, filters off.'}
            </span>
            <Segments
              label="Minutes before and after"
              value={String(view.around.minutes)}
              choices={CONTEXT_MINUTES.map((minutes) => ({
                value: String(minutes),
                label: minutes < 60 ? `± ${minutes} min` : `± ${minutes / 60} h`,
              }))}
              onChange={(minutes) => onAround(Number(minutes))}
            />
            <Button
              size="small"
              icon={<Cross size={14} />}
              onClick={() => update({ around: null }, true)}
            >
              Back (Esc)
            </Button>
          </div>
        )}
        {props.dated > 0 && readable.ok && (
          <RateStrip
            query={q}
            range={shown}
            extent={extent}
            by={view.by}
            selection={inContext ? null : view.selection}
            movable={!inContext}
            onBy={(by) => update({ by })}
            onSelection={onSelection}
            onZoom={onZoom}
            onRange={onRange}
            onSeries={(name) => onTerm(termOf(view.by, name), 'include')}
            onOpenIncident={(range) => setIncident({ kind: 'stretch', query: q, range })}
          />
        )}
        {!readable.ok && (
          <EmptyState
            icon={<Search size={20} />}
            title="This search cannot be read"
            actions={<Button onClick={() => setQuery('')}>Clear the search</Button>}
          >
            {readable.error.message} At character {readable.error.position + 1} of{' '}
            <span className="mono log-text">{q}</span>
          </EmptyState>
        )}
        {readable.ok && (
          <div className="timeline-lower">
            {facetsText === 'shown' && (
              <div className="timeline-facets">
                <FacetPanel query={q} range={listed} onTerm={onTerm} />
              </div>
            )}
            <div className="timeline-events">
              <SplitPane
                id="timeline"
                initial={66}
                minFirstPx={320}
                minSecondPx={320}
                first={list}
                second={
                  view.event === null ? null : (
                    <EventDetailPane
                      eventId={view.event}
                      query={view.q}
                      onTerm={onTerm}
                      onAround={(minutes) => {
                        if (view.event !== null)
                          update({ around: { event: view.event, minutes } }, true);
                      }}
                      onClose={() => update({ event: null })}
                      onOpenIncident={(event) =>
                        setIncident({
                          kind: 'event',
                          id: event.id,
                          summary: event.summary,
                          alertIds: event.alerts.map((alert) => alert.id),
                        })
                      }
                      onSeen={onSeen}
                    />
                  )
                }
              />
            </div>
          </div>
        )}
      </div>
      <IncidentDialog subject={incident} onClose={() => setIncident(null)} />
    </Screen>
  );
}
