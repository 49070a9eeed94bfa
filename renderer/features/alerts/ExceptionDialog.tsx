// An exception from an alert: which of its fields, for how long, why; tried before it is made.

import { useState } from 'react';
import type { Alert } from '../../../shared/domain/alert.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { useCommand } from '../../client/use-command.ts';
import { useJob } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField, TextArea, TextField } from '../../ui/Fields.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { Callout, LoadingState } from '../../ui/States.tsx';
import { Time } from '../../ui/Time.tsx';
import { showToast } from '../../ui/toast.tsx';
import {
  conditionsOf,
  EXPIRIES,
  expiryUs,
  firstChoice,
  type Expiry,
  type SuggestedField,
} from './exception.model.ts';
import './exception.css';

export function ExceptionDialog(props: {
  readonly alert: Alert;
  readonly reason: string;
  readonly onClose: () => void;
}) {
  const { finding } = props.alert;
  const suggestion = useQuery('exceptions.suggest', { alertId: finding.id });
  const { data, error } = suggestion;
  const title = `Exception to “${finding.ruleTitle}”`;
  if (data) return <ExceptionForm {...props} title={title} suggestion={data} />;
  return (
    <Dialog
      open
      title={title}
      width={620}
      onClose={props.onClose}
      footer={<Button onClick={props.onClose}>Cancel</Button>}
    >
      {error ? (
        <Callout tone="error">{error.message}</Callout>
      ) : (
        <LoadingState label="Looking for what the events have in common" />
      )}
    </Dialog>
  );
}

function ExceptionForm(props: {
  readonly alert: Alert;
  readonly reason: string;
  readonly title: string;
  readonly suggestion: Output<'exceptions.suggest'>;
  readonly onClose: () => void;
}) {
  const { alert, suggestion } = props;
  const { fields } = suggestion;
  const alertId = alert.finding.id;
  const add = useCommand('exceptions.add');
  const preview = useJob('exceptions.preview');
  const { data: info } = useQuery('case.info', {});
  const [chosen, setChosen] = useState(() => firstChoice(fields));
  const [reason, setReason] = useState(props.reason);
  const [owner, setOwner] = useState('');
  const [expiry, setExpiry] = useState<Expiry>('90');
  const [tried, setTried] = useState<Output<'exceptions.preview'> | null>(null);
  const [problem, setProblem] = useState('');
  const conditions = conditionsOf(fields, chosen);
  const ready = conditions.length > 0 && reason.trim() !== '' && !add.busy;

  const toggle = (field: string) => {
    const next = new Set(chosen);
    if (!next.delete(field)) next.add(field);
    setChosen(next);
    setTried(null);
  };
  const tryIt = async () => {
    setProblem('');
    const result = await preview.run({ alertId, conditions });
    if (result.ok) setTried(result.value);
    else if (!result.error.code.endsWith('cancelled')) setProblem(result.error.message);
  };
  const submit = async () => {
    if (!ready) return;
    const expiresAtUs = expiryUs(expiry, Date.now() * 1_000);
    const result = await add.run({ alertId, conditions, reason, owner, expiresAtUs });
    if (!result.ok) {
      setProblem(result.error.message);
      return;
    }
    showToast({
      tone: 'success',
      text: 'Exception made. It holds from the next run of detection; the Rules screen lists it.',
    });
    props.onClose();
  };

  return (
    <Dialog
      open
      title={props.title}
      width={620}
      onClose={props.onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          <span className="exception-try">
            <Button
              disabled={conditions.length === 0 || preview.running}
              onClick={() => void tryIt()}
            >
              {preview.running ? 'Trying' : 'Try on the evidence'}
            </Button>
          </span>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready}>
            Make the exception
          </Button>
        </>
      }
    >
      <div className="exception-form">
        <p className="soft">
          The rule no longer looks at events that have all of what is chosen here.
          {suggestion.looked < suggestion.events &&
            ` Judged by the first ${formatCount(suggestion.looked)} of ${formatCount(suggestion.events)} events.`}
        </p>
        {problem !== '' && <Callout tone="error">{problem}</Callout>}
        {fields.length === 0 ? (
          <Callout tone="warning">
            The events of this alert have no field in common. Change the rule itself instead.
          </Callout>
        ) : (
          <FieldChoice fields={fields} chosen={chosen} onToggle={toggle} />
        )}
        <TextArea
          label="Reason"
          hint="Required. It stands in the list of exceptions and in the audit trail."
          rows={2}
          value={reason}
          onChange={setReason}
        />
        <div className="exception-two">
          <TextField
            label="Owner"
            hint="Who answers for it."
            placeholder={info?.examiner?.name ?? 'You'}
            maxLength={200}
            value={owner}
            onChange={setOwner}
          />
          <SelectField label="Ends" value={expiry} choices={EXPIRIES} onChange={setExpiry} />
        </div>
        {tried !== null && <Tried tried={tried} />}
      </div>
    </Dialog>
  );
}

function FieldChoice(props: {
  readonly fields: readonly SuggestedField[];
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (field: string) => void;
}) {
  return (
    <ul className="exception-fields" aria-label="Fields of the exception">
      {props.fields.map(({ field, values, fromRule }) => (
        <li key={field}>
          <label>
            <input
              type="checkbox"
              checked={props.chosen.has(field)}
              onChange={() => props.onToggle(field)}
            />
            <span className="mono">{field}</span>
            <span className="exception-values log-text ellipsis" title={values.join('\n')}>
              {values.join(', ')}
            </span>
            {fromRule && <span className="faint">in the rule</span>}
          </label>
        </li>
      ))}
    </ul>
  );
}

const SHOWN = 6;

function triedText(before: number, after: number): string {
  if (before === 0) return 'The rule has no finding in this case.';
  if (before === after) {
    return before === 1
      ? 'The only finding of the rule would stay.'
      : `All ${formatCount(before)} findings of the rule would stay.`;
  }
  return before === 1
    ? 'The only finding of the rule would no longer be found.'
    : `Of ${formatCount(before)} findings of the rule, ${formatCount(before - after)} would no longer be found.`;
}

function Tried({ tried }: { readonly tried: Output<'exceptions.preview'> }) {
  const { before, after, silenced } = tried;
  return (
    <div className="exception-tried" role="status">
      <p>{triedText(before, after)}</p>
      {silenced.length > 0 && (
        <ul>
          {silenced.slice(0, SHOWN).map(({ id, title, startUs }) => (
            <li key={id}>
              <Time us={startUs} /> {title}
            </li>
          ))}
          {silenced.length > SHOWN && (
            <li className="faint">and {formatCount(silenced.length - SHOWN)} more</li>
          )}
        </ul>
      )}
    </div>
  );
}
