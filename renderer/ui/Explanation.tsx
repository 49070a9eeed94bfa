// Why a rule matches an event, or what stands in the way: each selection with its parts, the text
// that matched marked.

import type {
  ExplainedOutcome,
  PartExplanation,
  RuleExplanation,
} from '../../shared/domain/explanation.ts';
import { visibleText } from './visible-text.model.ts';
import './explanation.css';

const OUTCOMES: Readonly<Record<ExplainedOutcome, string>> = {
  match: 'The rule matches this event.',
  'no match': 'The rule does not match this event.',
  'not loaded': 'The rule is not loaded.',
  'not applicable': 'The rule is for another log source.',
  disabled: 'The rule is switched off.',
  filtered: 'An exception takes this event out.',
  'window not full': 'The event counts, but its window is not full.',
  'not unusual': 'The event counts, but it is not unusual.',
};

export function Explanation(props: { readonly explanation: RuleExplanation }) {
  const { outcome, reason } = props.explanation;
  return (
    <div className="explanation" data-outcome={outcome === 'match' ? 'match' : 'none'}>
      <p className="explanation-outcome">
        <strong>{OUTCOMES[outcome]}</strong>
        <Reason reason={reason} />
      </p>
      <Parts explanation={props.explanation} />
    </div>
  );
}

function Parts({ explanation }: { readonly explanation: RuleExplanation }) {
  const { selections, references = [] } = explanation;
  return (
    <>
      {selections.map((selection, at) => (
        <section key={at}>
          <h4>
            <Mark holds={selection.outcome} /> {selection.selection}
          </h4>
          <ul>
            {selection.parts.map((part, place) => (
              <li key={place}>
                <Part part={part} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {references.map((reference) => (
        <section key={reference.rule} className="explanation-inner">
          <h4 className="log-text">
            {isDecided(reference) && <Mark holds={reference.outcome === 'match'} />}{' '}
            {visibleText(reference.title)}
          </h4>
          <p>
            {!isDecided(reference) && OUTCOMES[reference.outcome]}
            <Reason reason={reference.reason} />
          </p>
          <Parts explanation={reference} />
        </section>
      ))}
    </>
  );
}

/** Whether it came to a look at the event at all. */
function isDecided({ outcome }: RuleExplanation): boolean {
  return outcome === 'match' || outcome === 'no match';
}

function Reason({ reason }: { readonly reason: string | undefined }) {
  if (reason === undefined || reason === '') return null;
  return <span className="soft log-text"> {visibleText(reason)}</span>;
}

function Mark({ holds }: { readonly holds: boolean }) {
  return (
    <span className="explanation-mark" data-holds={holds ? '' : undefined}>
      {holds ? 'true' : 'false'}
    </span>
  );
}

function Part({ part }: { readonly part: PartExplanation }) {
  const { field, outcome, pattern, value, span } = part;
  return (
    <>
      <span className="explanation-mark" data-holds={outcome === 'true' ? '' : undefined}>
        {outcome}
      </span>
      <span className="mono log-text">{visibleText(field === '' ? 'any value' : field)}</span>
      {value !== undefined && <Value value={value} span={span} />}
      {pattern !== value && (
        <span className="faint log-text">
          {outcome === 'true' ? 'matches' : 'wanted:'} {visibleText(pattern)}
        </span>
      )}
    </>
  );
}

function Value(props: { readonly value: string; readonly span: PartExplanation['span'] }) {
  const { value, span } = props;
  if (span === undefined) return <span className="mono log-text">{visibleText(value)}</span>;
  const [from, to] = span;
  return (
    <span className="mono log-text">
      {visibleText(value.slice(0, from))}
      <mark>{visibleText(value.slice(from, to))}</mark>
      {visibleText(value.slice(to))}
    </span>
  );
}
