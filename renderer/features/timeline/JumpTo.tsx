// Goes to a time that is typed, and to ranges that have a name.

import { Calendar } from '@blueprintjs/icons';
import { useState } from 'react';
import { timeUs } from '../../../shared/base/time.ts';
import { parseInstant } from '../../../shared/timeline/instant.ts';
import type { TimeRange } from '../../../shared/timeline/range.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { Dialog, MenuButton } from '../../ui/Overlays.tsx';
import { useCommands } from '../../ui/commands.ts';
import { useZone } from '../../ui/zone.ts';
import { namedRanges } from './ranges.model.ts';

export interface JumpToProps {
  readonly extent: TimeRange;
  readonly range: TimeRange;
  readonly onRange: (range: TimeRange | null) => void;
  /** Shows the rows at this time without changing the range. */
  readonly onInstant: (range: TimeRange) => void;
}

export function JumpTo(props: JumpToProps) {
  const zone = useZone();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useCommands([
    {
      id: 'timeline.jump',
      title: 'Go to a time',
      section: 'Timeline',
      keys: 't',
      icon: <Calendar size={14} />,
      run: () => setOpen(true),
    },
  ]);

  const middle = timeUs(Math.floor((props.range.fromUs + props.range.toUs) / 2));
  const go = (show: (range: TimeRange) => void) => {
    const parsed = parseInstant(text, zone, middle);
    if (!parsed.ok) {
      setProblem(parsed.error.message);
      return;
    }
    setOpen(false);
    show(parsed.value);
  };

  return (
    <>
      <MenuButton
        placement="bottom-end"
        entries={[
          ...namedRanges(props.extent, zone).map((named) => ({
            text: named.title,
            run: () => props.onRange(named.range),
          })),
          null,
          { text: 'Go to a time …', label: 'T', run: () => setOpen(true) },
        ]}
      >
        <Button icon={<Calendar size={14} />}>Range</Button>
      </MenuButton>
      <Dialog
        open={open}
        title="Go to a time"
        onClose={() => setOpen(false)}
        onSubmit={() => go(props.onInstant)}
        footer={
          <>
            <Button onClick={() => go(props.onRange)}>Show only this</Button>
            <Button kind="primary" type="submit">
              Go there
            </Button>
          </>
        }
      >
        <TextField
          label={`Time in ${zone}, or with its own zone`}
          hint="2026-06-03, 2026-06-03 14:05, 14:05:30, 2026-06-03T14:05:30Z, or seconds since 1970"
          problem={problem}
          value={text}
          autoFocus
          onChange={(next) => {
            setText(next);
            setProblem(undefined);
          }}
        />
      </Dialog>
    </>
  );
}
