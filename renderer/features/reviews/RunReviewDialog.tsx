// Running a review by hand, for now or as if it were another day.

import { useState } from 'react';
import type { TimeUs } from '../../../shared/base/time.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField, TextField } from '../../ui/Fields.tsx';
import { timeFromWallClock } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { useZone } from '../../ui/zone.ts';
import { REVIEW_KINDS, REVIEW_PLAN, type ReviewKind } from './review.model.ts';

export function RunReviewDialog(props: {
  readonly onClose: () => void;
  readonly onRun: (kind: ReviewKind, asOfUs: TimeUs | null) => Promise<void>;
}) {
  const zone = useZone();
  const [kind, setKind] = useState<ReviewKind>('daily');
  const [asOf, setAsOf] = useState('');
  const asOfUs = asOf.trim() === '' ? null : timeFromWallClock(asOf, zone);
  const problem =
    asOfUs === undefined ? `Not a time in ${zone}. Write it as 2026-06-03 09:00.` : undefined;
  return (
    <Dialog
      open
      title="Run a review"
      width={440}
      onClose={props.onClose}
      onSubmit={() => asOfUs !== undefined && void props.onRun(kind, asOfUs)}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={asOfUs === undefined}>
            Run
          </Button>
        </>
      }
    >
      <div className="sw-form">
        <SelectField
          label="Review"
          value={kind}
          choices={REVIEW_KINDS.map((value) => ({
            value,
            label: value.charAt(0).toUpperCase() + value.slice(1),
          }))}
          hint={`Looks at ${REVIEW_PLAN[kind].covers}.`}
          onChange={setKind}
        />
        <TextField
          label="As if it were"
          placeholder="now"
          value={asOf}
          onChange={setAsOf}
          problem={problem}
          hint={`Empty is now. 2026-06-03 09:00 reviews the period before that moment, in ${zone}.`}
        />
      </div>
    </Dialog>
  );
}
