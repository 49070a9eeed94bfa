// What came of importing rules: how many are the officer's own now, and which were refused, with the
// place and the reason.

import { useMemo } from 'react';
import { Download } from '@blueprintjs/icons';
import { utf8 } from '../../../shared/base/bytes.ts';
import type { RulesImported as Imported } from '../../client/rule-import.ts';
import { Button } from '../../ui/Button.tsx';
import type { Column } from '../../ui/DataTable.tsx';
import { SortedTable } from '../../ui/SortedTable.tsx';
import { downloadBytes } from '../../ui/download.ts';
import { plural } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { Callout } from '../../ui/States.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { importWords, refusedCsv, type RefusedRule } from './rule-import.model.ts';

const COLUMNS: readonly Column<RefusedRule>[] = [
  {
    id: 'file',
    title: 'File',
    width: 220,
    grow: 1,
    render: ({ file }) => text(file),
    sortValue: ({ file }) => file,
  },
  {
    id: 'place',
    title: 'Line',
    width: 64,
    align: 'end',
    render: ({ line, column }) => `${line}:${column}`,
  },
  {
    id: 'reason',
    title: 'Why it was refused',
    width: 320,
    grow: 2,
    render: ({ reason }) => text(reason),
    sortValue: ({ reason }) => reason,
  },
];

function text(value: string) {
  return (
    <span className="log-text" title={visibleText(value)}>
      {visibleText(value)}
    </span>
  );
}

export function RulesImported(props: {
  readonly result: Imported;
  /** Absent where nothing was changed, or it is too late. */
  readonly onUndo: (() => void) | undefined;
  readonly onShow: () => void;
  readonly onClose: () => void;
}) {
  const { result, onShow, onClose } = props;
  const { refused, warnings } = result;
  const taken = result.added + result.replaced;
  const numbered = useMemo(() => refused.map((each, number) => ({ ...each, number })), [refused]);
  return (
    <Dialog
      open
      title="Import of rules"
      width={860}
      onClose={onClose}
      footer={
        <>
          {refused.length > 0 && (
            <Button
              icon={<Download size={14} />}
              onClick={() =>
                downloadBytes('refused-rules.csv', utf8(refusedCsv(refused)), 'text/csv')
              }
            >
              Save the list
            </Button>
          )}
          {taken > 0 && props.onUndo && <Button onClick={props.onUndo}>Undo import</Button>}
          {taken > 0 && <Button onClick={onShow}>Show my own rules</Button>}
          <Button kind="primary" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <div className="rules-imported">
        <Callout tone={taken > 0 ? 'success' : 'info'}>
          <strong>{importWords(result)}</strong>{' '}
          {taken > 0 && 'They take part in the next run of detection.'}
          {warnings > 0 && ` ${plural(warnings, 'rule')} loaded with a warning.`}
        </Callout>
        {refused.length > 0 && (
          <>
            <p>
              {plural(refused.length, 'rule')} refused, and not kept. Put right what is named here
              and import the file again.
            </p>
            <div className="rules-refused" style={{ height: heightOf(refused.length) }}>
              <SortedTable
                id="refused-rules"
                label="Refused rules"
                rows={numbered}
                columns={COLUMNS}
                keyOf={keyOf}
              />
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}

/** A header and a row for each, and a little more; many scroll. */
function heightOf(rows: number): string {
  return `min(46vh, ${String((Math.max(rows, FEWEST_ROWS) + 1) * ROW_PX + ROW_PX / 2)}px)`;
}
const ROW_PX = 28;
const FEWEST_ROWS = 2;

function keyOf(row: RefusedRule & { readonly number?: number }): string {
  return String(row.number);
}
