// Above a long list of exhibits: words that they are looked for by, and the verdict they have.

import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import { Select } from '../../ui/Fields.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { SearchField } from '../../ui/SearchField.tsx';
import {
  passesFilter,
  SOURCE_FILTER_TITLES,
  SOURCE_FILTERS,
  type SourceFilter,
} from './source-filter.model.ts';

export function SourceFilterBar(props: {
  readonly sources: readonly SourceWithVerdict[];
  readonly shown: number;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly filter: SourceFilter;
  readonly onFilter: (filter: SourceFilter) => void;
}) {
  const { sources, shown, filter } = props;
  const choices = SOURCE_FILTERS.map((value) => {
    const count = sources.filter((each) => passesFilter(each, value)).length;
    return { value, count, label: `${SOURCE_FILTER_TITLES[value]} (${formatCount(count)})` };
  }).filter(({ value, count }) => count > 0 || value === filter);
  return (
    <div className="source-filter" role="search" aria-label="Exhibits">
      <SearchField
        label="Filter the exhibits"
        placeholder="Filter by name, path, format, hash"
        value={props.text}
        onChange={props.onText}
      />
      <Select
        label="Which exhibits"
        value={filter}
        width={200}
        choices={choices}
        onChange={props.onFilter}
      />
      {shown < sources.length && (
        <span className="soft num" role="status">
          {formatCount(shown)} of {formatCount(sources.length)}
        </span>
      )}
    </div>
  );
}
