// Any rule on this event: why it matches, or why it does not. The rules that found it come first.

import { useState } from 'react';
import type { EventDetail } from '../../../shared/contract/schemas.ts';
import type { RuleExplanation } from '../../../shared/domain/explanation.ts';
import { useJob } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { Explanation } from '../../ui/Explanation.tsx';
import { formatCount } from '../../ui/format.model.ts';
import { SearchField } from '../../ui/SearchField.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/States.tsx';
import { SeverityTag } from '../../ui/Tags.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { rulesForEvent } from './rules-of-event.model.ts';

const PAGE = 40;

/** What was asked for opens below the last line in sight as often as not. */
function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

export function RulesOfEvent({ event }: { readonly event: EventDetail }) {
  const list = useQuery('rules.list', {}, { topics: ['rules'] });
  const explain = useJob('detection.explain');
  const [text, setText] = useState('');
  const [shown, setShown] = useState(PAGE);
  const [open, setOpen] = useState<RuleExplanation | null>(null);

  const why = async (ruleId: string) => {
    if (open?.rule === ruleId) {
      setOpen(null);
      return;
    }
    const result = await explain.run({ ruleId, eventId: event.id });
    if (result.ok) setOpen(result.value);
    else if (!result.error.code.endsWith('cancelled')) showFailure(result.error);
  };
  if (list.error) return <ErrorState error={list.error} onRetry={list.reload} />;
  if (!list.data) return <LoadingState label="Loading the rules" />;
  const found = new Set(event.alerts.map((alert) => alert.ruleId));
  const rows = rulesForEvent(list.data.rules, found, text);
  return (
    <div className="detail-part">
      <SearchField
        label="Filter the rules"
        placeholder="Which rule"
        value={text}
        onChange={(next) => {
          setText(next);
          setShown(PAGE);
        }}
      />
      {rows.length === 0 && <EmptyState compact title="No rule has this in its title or tags" />}
      <ul className="detail-rules" aria-label="Rules on this event">
        {rows.slice(0, shown).map((rule) => (
          <li key={rule.id}>
            <div>
              <SeverityTag severity={rule.severity} bare />
              <span className="ellipsis log-text" title={rule.title}>
                {rule.title}
              </span>
              <LinkButton
                aria-expanded={open?.rule === rule.id}
                disabled={explain.running}
                onClick={() => void why(rule.id)}
              >
                {found.has(rule.id) ? 'Why' : 'Why not'}
              </LinkButton>
            </div>
            {open?.rule === rule.id && (
              <div ref={intoView}>
                <Explanation explanation={open} />
              </div>
            )}
          </li>
        ))}
      </ul>
      {rows.length > shown && (
        <Button size="small" onClick={() => setShown(shown + PAGE)}>
          Show more of {formatCount(rows.length)}
        </Button>
      )}
    </div>
  );
}
