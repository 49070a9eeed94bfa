// What can be done with a value in the event table: filter by it, copy it, see what lies around it.

import { showContextMenu } from '@blueprintjs/core';
import { Add, Duplicate, Remove, Time } from '@blueprintjs/icons';
import type { EventRow } from '../../../shared/contract/schemas.ts';
import { MenuList, type MenuEntry } from '../../ui/Overlays.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { type EventColumnId, cellTerm, cellText, titleOf } from './columns.model.ts';
import { copyText } from '../../ui/copy.tsx';
import type { FilterSense } from './filter.model.ts';

const SHOWN_CHARS = 48;

export function openCellMenu(cell: {
  readonly row: EventRow;
  readonly column: EventColumnId;
  readonly place: { readonly x: number; readonly y: number };
  readonly onTerm: (term: string, sense: FilterSense) => void;
  readonly onAround: () => void;
}): void {
  const { row, column } = cell;
  const text = cellText(column, row);
  const term = cellTerm(column, row);
  const entries: (MenuEntry | null)[] = [];
  if (term !== undefined) {
    const named = text === '' ? `no ${titleOf(column).toLowerCase()}` : shortened(text);
    entries.push(
      {
        text: `Only ${named}`,
        label: '+',
        icon: <Add size={14} />,
        run: () => cell.onTerm(term, 'include'),
      },
      {
        text: `Without ${named}`,
        label: '−',
        icon: <Remove size={14} />,
        run: () => cell.onTerm(term, 'exclude'),
      },
      null,
    );
  }
  if (row.timeUs !== null) {
    entries.push({
      text: 'What happened around this event',
      label: 'C',
      icon: <Time size={14} />,
      run: cell.onAround,
    });
  }
  if (text !== '') {
    entries.push({
      text: `Copy ${column === 'time' ? 'the time in UTC' : `the ${titleOf(column).toLowerCase()}`}`,
      icon: <Duplicate size={14} />,
      run: () => void copyText(text, titleOf(column)),
    });
  }
  if (entries.length === 0) return;
  showContextMenu({
    content: <MenuList entries={entries} />,
    targetOffset: { left: cell.place.x, top: cell.place.y },
  });
}

function shortened(text: string): string {
  const visible = visibleText(text);
  return visible.length > SHOWN_CHARS ? `${visible.slice(0, SHOWN_CHARS)}…` : visible;
}
