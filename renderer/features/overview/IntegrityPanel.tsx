// Whether each source is sound, in a line each.

import type { Overview } from '../../../shared/contract/areas/case.ts';
import { formatCount, plural } from '../../ui/format.model.ts';
import { Panel } from '../../ui/Layout.tsx';
import { hashOf } from '../../ui/route.model.ts';
import { VerdictTag } from '../../ui/Tags.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { verdictCounts, worstFirst } from './overview.model.ts';

export function IntegrityPanel(props: { readonly sources: Overview['sources'] }) {
  const { counts, unchecked } = verdictCounts(props.sources);
  const { rows, left } = worstFirst(props.sources);
  const note = [
    ...counts.map((each) => `${formatCount(each.sources)} ${each.verdict}`),
    ...(unchecked > 0 ? [`${formatCount(unchecked)} not checked`] : []),
  ].join(', ');
  return (
    <Panel
      title="Integrity of the evidence"
      note={note}
      padded={false}
      className="overview-integrity"
      actions={<a href={hashOf({ screen: 'evidence' })}>Open the evidence</a>}
    >
      <ul className="integrity-list scroll">
        {rows.map(({ source, verification }) => (
          <li key={source.id}>
            <span className="num faint">{source.exhibit}</span>
            <a
              className="ellipsis log-text"
              href={hashOf({ screen: 'evidence', id: String(source.id) })}
              title={visibleText(source.path)}
            >
              {visibleText(source.name)}
            </a>
            <span className="faint ellipsis">{source.formatTitle}</span>
            <span className="num" style={{ textAlign: 'end' }}>
              {formatCount(source.events)}
            </span>
            <VerdictTag verdict={verification?.verdict ?? null} />
            <span className="soft">
              {verification?.shows ?? 'No check has run on this source yet.'}
            </span>
          </li>
        ))}
        {left > 0 && (
          <li className="integrity-more">
            <a href={hashOf({ screen: 'evidence' })}>{plural(left, 'more exhibit')}</a>
          </li>
        )}
      </ul>
    </Panel>
  );
}
