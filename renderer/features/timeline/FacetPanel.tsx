// Values of a few fields with their counts; a click or a key filters by one, in or out.

import { type KeyboardEvent, useState } from 'react';
import { Add, ChevronDown, ChevronRight, Remove } from '@blueprintjs/icons';
import type { TimeRange } from '../../../shared/timeline/range.ts';
import { useQuery } from '../../client/use-query.ts';
import { LinkButton } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { usePreference } from '../../ui/preference.ts';
import { ErrorState, LoadingBar } from '../../ui/States.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { type FilterSense, senseOf, termOf } from './filter.model.ts';
import './facets.css';

export const FACETS: readonly { readonly field: string; readonly title: string }[] = [
  { field: 'log.level', title: 'Level' },
  { field: 'source', title: 'Source' },
  { field: 'event.action', title: 'Action' },
  { field: 'event.outcome', title: 'Outcome' },
  { field: 'user.name', title: 'User' },
  { field: 'source.ip', title: 'Source address' },
  { field: 'service.name', title: 'Component' },
  { field: 'host.name', title: 'Host' },
  { field: 'cloud.region', title: 'Region' },
  { field: 'message.template', title: 'Message template' },
];
const SHORT = 6;
const LONG = 100;

export interface FacetPanelProps {
  readonly query: string;
  readonly range: TimeRange;
  readonly onTerm: (term: string, sense: FilterSense) => void;
}

export function FacetPanel(props: FacetPanelProps) {
  const { query, range } = props;
  const [closedText, setClosed] = usePreference('timeline.closed-facets', '');
  const [long, setLong] = useState<string | null>(null);
  const closed = new Set(closedText.split(','));
  const facets = useQuery(
    'timeline.facets',
    {
      query,
      fromUs: range.fromUs,
      toUs: range.toUs,
      fields: FACETS.map((facet) => facet.field),
      limit: long === null ? SHORT : LONG,
    },
    { topics: ['sources'] },
  );
  if (facets.error && !facets.data)
    return <ErrorState error={facets.error} onRetry={facets.reload} />;

  const toggle = (field: string) => {
    const next = new Set(closed);
    if (!next.delete(field)) next.add(field);
    setClosed([...next].filter((each) => each !== '').join(','));
  };

  return (
    <div className="facets scroll" aria-label="Facets" role="region" tabIndex={-1}>
      <LoadingBar active={facets.stale} />
      {facets.data?.facets.every((facet) => facet.values.length === 0) === true && (
        <p className="facets-none">Nothing to count here.</p>
      )}
      {FACETS.map(({ field, title }) => {
        const facet = facets.data?.facets.find((each) => each.field === field);
        if (facets.data && (!facet || facet.values.length === 0)) return null;
        const isOpen = !closed.has(field);
        const values = facet?.values.slice(0, long === field ? LONG : SHORT) ?? [];
        const most = Math.max(1, ...values.map((each) => each.count));
        const hidden = (facet?.distinct ?? 0) - values.length;
        return (
          <section key={field} className="facet">
            <h2>
              <button type="button" aria-expanded={isOpen} onClick={() => toggle(field)}>
                {isOpen ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
                {title}
                <span className="faint num">{facet ? formatCount(facet.distinct) : ''}</span>
              </button>
            </h2>
            {isOpen && (
              <ul>
                {values.map(({ value, count }) => (
                  <FacetValue
                    key={value}
                    value={value}
                    count={count}
                    share={count / most}
                    sense={senseOf(query, termOf(field, value))}
                    onFilter={(sense) => props.onTerm(termOf(field, value), sense)}
                  />
                ))}
              </ul>
            )}
            {isOpen && hidden > 0 && (
              <LinkButton onClick={() => setLong(field)}>
                {long === field
                  ? `${formatCount(hidden)} more: search for ${field}:…`
                  : `${formatCount(hidden)} more`}
              </LinkButton>
            )}
            {isOpen && long === field && (
              <LinkButton onClick={() => setLong(null)}>Show fewer</LinkButton>
            )}
          </section>
        );
      })}
    </div>
  );
}

function FacetValue(props: {
  readonly value: string;
  readonly count: number;
  readonly share: number;
  readonly sense: FilterSense | null;
  readonly onFilter: (sense: FilterSense) => void;
}) {
  const { value, count, share, sense, onFilter } = props;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+') onFilter('include');
    else if (event.key === '-') onFilter('exclude');
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const all = [...document.querySelectorAll<HTMLElement>('.facets .facet-value')];
      const here = all.indexOf(event.currentTarget);
      all[here + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <li className="facet-row" data-sense={sense ?? undefined}>
      <button
        type="button"
        className="facet-value"
        title={`${visibleText(value)}\nClick or + shows only these, − hides them`}
        aria-pressed={sense === 'include'}
        onClick={() => onFilter(sense === 'exclude' ? 'exclude' : 'include')}
        onKeyDown={onKeyDown}
      >
        <i style={{ width: `${Math.max(2, share * 100)}%` }} />
        <span className="log-text">{visibleText(value)}</span>
        <span className="num">{formatCount(count)}</span>
      </button>
      <span className="facet-buttons">
        <button
          type="button"
          title="Show only these"
          aria-label={`Show only ${value}`}
          tabIndex={-1}
          onClick={() => onFilter('include')}
        >
          <Add size={12} />
        </button>
        <button
          type="button"
          title="Hide these"
          aria-label={`Hide ${value}`}
          tabIndex={-1}
          onClick={() => onFilter('exclude')}
        >
          <Remove size={12} />
        </button>
      </span>
    </li>
  );
}
