// Moving alerts with a note, assigning them, and making an incident of them.

import { useState } from 'react';
import { ALERT_STATES, type Alert, type AlertState } from '../../../shared/domain/alert.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Check, SelectField, TextArea, TextField } from '../../ui/Fields.tsx';
import { plural } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { ExceptionDialog } from './ExceptionDialog.tsx';
import type { AlertActions } from './use-alert-actions.ts';

interface Props {
  readonly actions: AlertActions;
  readonly chosen: readonly Alert[];
}

export function AlertDialogs(props: Props) {
  switch (props.actions.dialog?.kind) {
    case 'move':
      return <MoveDialog {...props} initial={props.actions.dialog.to} />;
    case 'assign':
      return <AssignDialog {...props} />;
    case 'incident':
      return <IncidentDialog {...props} />;
    case 'exception': {
      const [alert] = props.chosen;
      return alert === undefined ? null : (
        <ExceptionDialog
          alert={alert}
          reason={props.actions.dialog.reason}
          onClose={() => props.actions.setDialog(null)}
        />
      );
    }
    default:
      return null;
  }
}

const STATE_CHOICES = ALERT_STATES.map((state) => ({
  value: state,
  label: state.charAt(0).toUpperCase() + state.slice(1),
}));

function MoveDialog(props: Props & { readonly initial: AlertState }) {
  const { actions, chosen } = props;
  const [to, setTo] = useState(props.initial);
  const [note, setNote] = useState('');
  const [thenExcept, setThenExcept] = useState(false);
  const needsReason = to === 'false positive';
  const ready = !needsReason || note.trim() !== '';
  const submit = async () => {
    if (!ready || !(await actions.move(to, note.trim()))) return;
    const except = needsReason && thenExcept && chosen.length === 1;
    actions.setDialog(except ? { kind: 'exception', reason: note.trim() } : null);
  };
  return (
    <Dialog
      open
      title={`Move ${plural(chosen.length, 'alert')}`}
      onClose={() => actions.setDialog(null)}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={() => actions.setDialog(null)}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready || actions.busy}>
            Move
          </Button>
        </>
      }
    >
      <div className="sw-form">
        <SelectField label="To" value={to} choices={STATE_CHOICES} onChange={setTo} />
        <TextArea
          label={needsReason ? 'Reason' : 'Note'}
          hint={
            needsReason
              ? 'Required. It stands in the alert’s history and counts in the rule’s precision.'
              : 'Stands in the alert’s history with your name and the time.'
          }
          rows={4}
          autoFocus
          value={note}
          onChange={setNote}
        />
        {needsReason && chosen.length === 1 && (
          <Check
            label="Then make an exception, so that the rule does not find the same again"
            checked={thenExcept}
            onChange={setThenExcept}
          />
        )}
      </div>
    </Dialog>
  );
}

function AssignDialog(props: Props) {
  const { actions, chosen } = props;
  const { data: info } = useQuery('case.info', {});
  const [assignee, setAssignee] = useState(chosen[0]?.assignee ?? '');
  const me = info?.examiner?.name;
  const submit = async () => {
    if (await actions.assign(assignee.trim())) actions.setDialog(null);
  };
  return (
    <Dialog
      open
      title={`Assign ${plural(chosen.length, 'alert')}`}
      width={400}
      onClose={() => actions.setDialog(null)}
      onSubmit={() => void submit()}
      footer={
        <>
          {me && assignee !== me && <Button onClick={() => setAssignee(me)}>To me</Button>}
          <Button onClick={() => actions.setDialog(null)}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={actions.busy}>
            Assign
          </Button>
        </>
      }
    >
      <TextField
        label="Person"
        hint="Empty assigns to nobody."
        autoFocus
        maxLength={200}
        value={assignee}
        onChange={setAssignee}
      />
    </Dialog>
  );
}

function IncidentDialog(props: Props) {
  const { actions, chosen } = props;
  const [title, setTitle] = useState(chosen[0]?.finding.ruleTitle ?? '');
  const taken = chosen.filter((alert) => alert.incidentId !== null);
  const submit = async () => {
    if (title.trim() !== '' && (await actions.openIncident(title.trim()))) actions.setDialog(null);
  };
  return (
    <Dialog
      open
      title="Open an incident"
      onClose={() => actions.setDialog(null)}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={() => actions.setDialog(null)}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            disabled={title.trim() === '' || taken.length > 0 || actions.busy}
          >
            Open incident
          </Button>
        </>
      }
    >
      <div className="sw-form">
        <TextField label="Title" autoFocus maxLength={2_000} value={title} onChange={setTitle} />
        <div>
          <p className="soft">From {plural(chosen.length, 'alert')}:</p>
          <ul className="incident-from">
            {chosen.slice(0, 8).map(({ finding, incidentId }) => (
              <li key={finding.id} className="ellipsis">
                {finding.ruleTitle}
                {incidentId !== null && ` (already in ${incidentId})`}
              </li>
            ))}
            {chosen.length > 8 && <li className="faint">and {chosen.length - 8} more</li>}
          </ul>
        </div>
        {taken.length > 0 && (
          <p className="sw-problem">
            {plural(taken.length, 'alert')} of these belong to an incident already. Choose others.
          </p>
        )}
      </div>
    </Dialog>
  );
}
