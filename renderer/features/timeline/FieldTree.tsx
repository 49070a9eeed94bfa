// The fields of a record as lines that can be filtered by and copied.

import { Add, Duplicate, Remove } from '@blueprintjs/icons';
import { type KeyboardEvent, useMemo } from 'react';
import { formatCount } from '../../ui/format.model.ts';
import { copyText } from '../../ui/copy.tsx';
import { type FilterSense, senseOf, termOf } from './filter.model.ts';
import { visibleText } from '../../ui/visible-text.model.ts';
import { type FieldLine, fieldLines } from './record.model.ts';

export interface FieldTreeProps {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly query: string;
  readonly onTerm: (term: string, sense: FilterSense) => void;
}

export function FieldTree(props: FieldTreeProps) {
  const lines = useMemo(() => fieldLines(props.fields), [props.fields]);
  return (
    <ul className="field-tree">
      {lines.map((line, index) => (
        <FieldRow
          key={`${line.path} ${index}`}
          line={line}
          query={props.query}
          onTerm={props.onTerm}
        />
      ))}
    </ul>
  );
}

function FieldRow(props: {
  readonly line: FieldLine;
  readonly query: string;
  readonly onTerm: (term: string, sense: FilterSense) => void;
}) {
  const { line } = props;
  if (line.value === undefined) {
    return (
      <li className="field-row" data-group="">
        <span className="field-name log-text" style={{ paddingLeft: line.depth * 12 }}>
          {visibleText(line.name)}
        </span>
        <span className="faint">{line.members === 0 ? 'empty' : formatCount(line.members)}</span>
      </li>
    );
  }
  const value = line.value;
  const term = termOf(line.path, line.kind === 'null' ? '' : value);
  const sense = senseOf(props.query, term);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === '+') props.onTerm(term, 'include');
    else if (event.key === '-') props.onTerm(term, 'exclude');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <li className="field-row" data-sense={sense ?? undefined} tabIndex={0} onKeyDown={onKeyDown}>
      <span className="field-name log-text" style={{ paddingLeft: line.depth * 12 }}>
        {visibleText(line.name)}
      </span>
      <span className="field-value log-text" data-kind={line.kind}>
        {visibleText(value)}
      </span>
      <span className="field-buttons">
        <button
          type="button"
          tabIndex={-1}
          title="Show only events with this value (+)"
          aria-label={`Show only ${line.path} ${value}`}
          onClick={() => props.onTerm(term, 'include')}
        >
          <Add size={12} />
        </button>
        <button
          type="button"
          tabIndex={-1}
          title="Hide events with this value (−)"
          aria-label={`Hide ${line.path} ${value}`}
          onClick={() => props.onTerm(term, 'exclude')}
        >
          <Remove size={12} />
        </button>
        <button
          type="button"
          tabIndex={-1}
          title="Copy the value"
          aria-label={`Copy ${line.path}`}
          onClick={() => void copyText(value, 'The value')}
        >
          <Duplicate size={12} />
        </button>
      </span>
    </li>
  );
}
