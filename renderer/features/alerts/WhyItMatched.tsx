// Why the rule of an alert matches its events, one after the other: selections, fields and the matched
// text; of a correlation its window and counts, of a baseline its numbers. Where the rule is no longer
// there, what was kept with the finding.

import { useState } from 'react';
import { ChevronLeft, ChevronRight } from '@blueprintjs/icons';
import type { Finding } from '../../../shared/domain/finding.ts';
import { useExplanation } from '../../client/use-explanation.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Explanation } from '../../ui/Explanation.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { Section } from '../../ui/Layout.tsx';
import { timelineHash } from '../../ui/route.model.ts';
import { visibleText } from '../../ui/visible-text.model.ts';

export function WhyItMatched({ finding }: { readonly finding: Finding }) {
  const [at, setAt] = useState(0);
  const { eventIds, ruleId } = finding;
  const eventId = eventIds[at];
  const { explanation, error } = useExplanation(ruleId, eventId);
  if (eventId === undefined) return null;
  return (
    <Section title="Why it matched">
      <div className="finding-step">
        <IconButton
          size="small"
          icon={<ChevronLeft size={14} />}
          label="The event before"
          disabled={at === 0}
          onClick={() => setAt(at - 1)}
        />
        <span className="num">
          {formatCount(at + 1)} of {formatCount(eventIds.length)}
        </span>
        <IconButton
          size="small"
          icon={<ChevronRight size={14} />}
          label="The event after"
          disabled={at + 1 >= eventIds.length}
          onClick={() => setAt(at + 1)}
        />
        <a href={timelineHash({ event: eventId })}>Event {formatCount(eventId)}</a>
      </div>
      {explanation && <Explanation explanation={explanation} />}
      {explanation === null && error === null && <p className="faint">Working it out</p>}
      {error && (
        <>
          <p className="soft log-text">
            {visibleText(error.message)} What was kept when it was found:
          </p>
          <Kept finding={finding} />
        </>
      )}
    </Section>
  );
}

function Kept({ finding }: { readonly finding: Finding }) {
  const { matches } = finding;
  if (matches.length === 0) return <p className="faint">No single values.</p>;
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th>Selection</th>
          <th>Field</th>
          <th>Value</th>
          <th>Pattern</th>
        </tr>
      </thead>
      <tbody>
        {matches.map((match, at) => (
          <tr key={at}>
            <td>{match.selection}</td>
            <td>{match.field}</td>
            <td className="mono log-text">{visibleText(match.value)}</td>
            <td className="mono log-text">{visibleText(match.pattern)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
