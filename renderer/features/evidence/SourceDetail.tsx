// Everything about one exhibit, in tabs.

import { useState } from 'react';
import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import { useQuery } from '../../client/use-query.ts';
import { formatBytes, formatCount, formatSpan, precisionOf } from '../../ui/format.model.ts';
import { KeyValue } from '../../ui/Layout.tsx';
import { droppedOf } from '../../ui/dropped.model.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { timelineHash } from '../../ui/route.model.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { Time } from '../../ui/Time.tsx';
import { useZone } from '../../ui/zone.ts';
import { visibleText } from '../../ui/visible-text.model.ts';
import { CustodyTab } from './CustodyTab.tsx';
import { RejectionsTab } from './RejectionsTab.tsx';
import { VerdictTab } from './VerdictTab.tsx';

const EVERYTHING = { query: '', fromUs: null, toUs: null };

type TabId = 'integrity' | 'details' | 'rejections' | 'custody';

export function SourceDetail(props: {
  readonly chosen: SourceWithVerdict;
  readonly others: readonly SourceWithVerdict[];
}) {
  const { chosen, others } = props;
  const { source } = chosen;
  const [tab, setTab] = useState<TabId>('integrity');
  return (
    <Tabs
      label={`Exhibit ${source.exhibit}`}
      value={tab}
      onChange={setTab}
      tabs={[
        { id: 'integrity', title: 'Integrity' },
        { id: 'details', title: 'Details' },
        { id: 'rejections', title: 'Rejected records', count: source.rejected },
        { id: 'custody', title: 'Custody', count: source.transfers.length },
      ]}
    >
      {tab === 'integrity' && <VerdictTab chosen={chosen} others={others} />}
      {tab === 'details' && <DetailsTab chosen={chosen} />}
      {tab === 'rejections' && <RejectionsTab source={source} />}
      {tab === 'custody' && <CustodyTab source={source} />}
    </Tabs>
  );
}

function DetailsTab(props: { readonly chosen: SourceWithVerdict }) {
  const zone = useZone();
  const { source } = props.chosen;
  const { data: count } = useQuery('events.count', EVERYTHING, { topics: ['sources', 'case'] });
  const dropped = droppedOf(count?.dropped, source.exhibit);
  const { firstTimeUs, lastTimeUs } = source;
  const read = source.events + source.rejected + source.skipped;
  return (
    <div className="evidence-pad evidence-two">
      <KeyValue
        rows={[
          { key: 'Exhibit', value: source.exhibit },
          { key: 'Name', value: <span className="log-text">{visibleText(source.name)}</span> },
          {
            key: 'Opened from',
            value: <span className="log-text mono">{visibleText(source.path)}</span>,
          },
          { key: 'Opened', value: <Time us={source.addedAtUs} /> },
          { key: 'Format', value: source.formatTitle },
          { key: 'Files', value: formatCount(source.files) },
          {
            key: 'Size',
            value: `${formatBytes(source.bytes)} (${formatCount(source.bytes)} bytes)`,
          },
          {
            key: 'SHA-256',
            value: (
              <span className="evidence-hash mono">
                {source.sha256}
                <CopyButton text={source.sha256} what="SHA-256" />
              </span>
            ),
          },
        ]}
      />
      <KeyValue
        rows={[
          { key: 'Records read', value: formatCount(read) },
          { key: 'Events', value: formatCount(source.events) },
          ...(dropped > 0
            ? [{ key: 'Of these dropped', value: `${formatCount(dropped)}, by retention` }]
            : []),
          { key: 'Rejected', value: formatCount(source.rejected) },
          { key: 'Skipped', value: formatCount(source.skipped) },
          { key: 'Undated events', value: formatCount(source.undated) },
          {
            key: 'Span',
            value:
              firstTimeUs !== null && lastTimeUs !== null ? (
                <a href={timelineHash({ fromUs: firstTimeUs, toUs: lastTimeUs + 1 })}>
                  {formatSpan(firstTimeUs, lastTimeUs, zone)}
                </a>
              ) : (
                ''
              ),
          },
          {
            key: 'First event',
            value:
              firstTimeUs === null ? (
                ''
              ) : (
                <Time us={firstTimeUs} precision={precisionOf(firstTimeUs)} />
              ),
          },
          {
            key: 'Last event',
            value:
              lastTimeUs === null ? (
                ''
              ) : (
                <Time us={lastTimeUs} precision={precisionOf(lastTimeUs)} />
              ),
          },
        ]}
        blank="no dated event"
      />
    </div>
  );
}
