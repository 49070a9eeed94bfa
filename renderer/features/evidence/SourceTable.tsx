// The list of exhibits: what each is, how much of it could be read, and whether it is sound.

import { useMemo } from 'react';
import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import type { Source, SourceStatus } from '../../../shared/domain/source.ts';
import { VERDICTS } from '../../../shared/domain/verdict.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { SortedTable } from '../../ui/SortedTable.tsx';
import { formatBytes, formatCount, formatSpan } from '../../ui/format.model.ts';
import { Tag, VerdictTag } from '../../ui/Tags.tsx';
import { useZone } from '../../ui/zone.ts';
import { visibleText } from '../../ui/visible-text.model.ts';
import { VerdictStrip } from './VerdictStrip.tsx';

const STATUS_WORDS: Readonly<Record<SourceStatus, string>> = {
  importing: 'Reading',
  ready: '',
  incomplete: 'Incomplete',
  failed: 'Failed',
};

export function SourceTable(props: {
  readonly sources: readonly SourceWithVerdict[];
  readonly current: number | null;
  readonly onCurrent: (id: number) => void;
}) {
  const zone = useZone();
  const columns = useMemo(() => sourceColumns(zone), [zone]);
  return (
    <SortedTable
      id="sources"
      label="Sources"
      rows={props.sources}
      columns={columns}
      keyOf={keyOf}
      current={props.current === null ? null : String(props.current)}
      onCurrent={(row) => props.onCurrent(row.source.id)}
    />
  );
}

function keyOf(row: SourceWithVerdict): string {
  return String(row.source.id);
}

function Span({ source, zone }: { readonly source: Source; readonly zone: string }) {
  const { firstTimeUs, lastTimeUs } = source;
  if (firstTimeUs === null || lastTimeUs === null) {
    return <span className="faint">no dated event</span>;
  }
  const text = formatSpan(firstTimeUs, lastTimeUs, zone);
  return (
    <span className="num" title={text}>
      {text}
    </span>
  );
}

function sourceColumns(zone: string): readonly Column<SourceWithVerdict>[] {
  return [
    {
      id: 'exhibit',
      title: 'Exhibit',
      width: 64,
      render: ({ source }) => <span className="num">{source.exhibit}</span>,
      sortValue: ({ source }) => source.id,
    },
    {
      id: 'name',
      title: 'Name',
      width: 150,
      grow: 2,
      render: ({ source }) => (
        <span className="source-name" title={visibleText(`${source.name}\n${source.path}`)}>
          <span className="log-text ellipsis">{visibleText(source.name)}</span>
          {source.status !== 'ready' && (
            <Tag tone={source.status === 'importing' ? 'low' : 'altered'}>
              {STATUS_WORDS[source.status]}
            </Tag>
          )}
        </span>
      ),
      sortValue: ({ source }) => source.name,
    },
    {
      id: 'format',
      title: 'Format',
      width: 140,
      grow: 1,
      render: ({ source }) => source.formatTitle,
      sortValue: ({ source }) => source.formatTitle,
    },
    {
      id: 'span',
      title: 'Span',
      width: 208,
      render: ({ source }) => <Span source={source} zone={zone} />,
      sortValue: ({ source }) => source.firstTimeUs,
    },
    {
      id: 'events',
      title: 'Events',
      width: 80,
      align: 'end',
      render: ({ source }) => formatCount(source.events),
      sortValue: ({ source }) => source.events,
    },
    {
      id: 'rejected',
      title: 'Rejected',
      width: 74,
      align: 'end',
      render: ({ source }) => (
        <span className={source.rejected === 0 ? 'faint' : undefined}>
          {formatCount(source.rejected)}
        </span>
      ),
      sortValue: ({ source }) => source.rejected,
    },
    {
      id: 'size',
      title: 'Size',
      width: 80,
      align: 'end',
      // Known once it has been read to its end.
      render: ({ source }) => (source.status === 'ready' ? formatBytes(source.bytes) : ''),
      sortValue: ({ source }) => source.bytes,
    },
    {
      id: 'sha256',
      title: 'SHA-256',
      width: 110,
      render: ({ source }) => (
        <span className="mono faint" title={source.sha256}>
          {source.sha256.slice(0, 12)}
        </span>
      ),
    },
    {
      id: 'verdict',
      title: 'Verdict',
      width: 116,
      render: ({ verification }) => <VerdictTag verdict={verification?.verdict ?? null} />,
      sortValue: ({ verification }) =>
        verification === null ? null : VERDICTS.indexOf(verification.verdict),
    },
    {
      id: 'strip',
      title: 'Where in the source',
      width: 180,
      grow: 2,
      render: ({ verification }) => <VerdictStrip verification={verification} />,
    },
  ];
}
