// Every exception that was ever made, the ones that hold first; one that holds can be ended.

import { useState } from 'react';
import { timeUs } from '../../../shared/base/time.ts';
import type { RuleException } from '../../../shared/domain/exception.ts';
import { useCommand } from '../../client/use-command.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/Overlays.tsx';
import { hashOf } from '../../ui/route.model.ts';
import { Callout, EmptyState, ErrorState, LoadingState } from '../../ui/States.tsx';
import { Tag } from '../../ui/Tags.tsx';
import { Time, useNow } from '../../ui/Time.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { endsSoon, exceptionsText, inOrderOfEnd } from './exceptions.model.ts';

export function ExceptionsDialog(props: { readonly onClose: () => void }) {
  const { data, error, reload } = useQuery('exceptions.list', {}, { topics: ['rules'] });
  const end = useCommand('exceptions.end');
  const [asked, setAsked] = useState<string | null>(null);
  const nowUs = timeUs(useNow(60_000) * 1_000);

  const stop = async (id: string) => {
    const result = await end.run({ id });
    setAsked(null);
    if (!result.ok) showFailure(result.error);
  };
  let body;
  if (error && !data) body = <ErrorState error={error} onRetry={reload} />;
  else if (!data) body = <LoadingState label="Loading the exceptions" />;
  else if (data.exceptions.length === 0) {
    body = (
      <EmptyState title="No exceptions">
        Mark an alert as a false positive, or choose “Make an exception” from its menu, to keep a
        rule from finding the same thing again.
      </EmptyState>
    );
  } else {
    const sorted = inOrderOfEnd(data.exceptions);
    body = (
      <>
        <p className="soft exceptions-count">{exceptionsText(data.exceptions, nowUs)}</p>
        <ul className="exceptions" tabIndex={0} aria-label="Exceptions">
          {sorted.map(({ exception, active }) => (
            <li key={exception.id} data-active={active ? '' : undefined}>
              <Exception
                exception={exception}
                active={active}
                soon={endsSoon({ exception, active }, nowUs)}
                onFollow={props.onClose}
              />
              {active && asked !== exception.id && (
                <Button size="small" onClick={() => setAsked(exception.id)}>
                  End
                </Button>
              )}
              {asked === exception.id && (
                <Callout tone="warning">
                  <span className="exception-ask">
                    From the next run of detection the rule looks at these events again.
                    <Button
                      size="small"
                      kind="danger"
                      autoFocus
                      disabled={end.busy}
                      onClick={() => void stop(exception.id)}
                    >
                      End it now
                    </Button>
                    <Button size="small" onClick={() => setAsked(null)}>
                      Keep
                    </Button>
                  </span>
                </Callout>
              )}
            </li>
          ))}
        </ul>
      </>
    );
  }
  return (
    <Dialog
      open
      title="Exceptions"
      width={720}
      onClose={props.onClose}
      footer={<Button onClick={props.onClose}>Close</Button>}
    >
      {body}
    </Dialog>
  );
}

function Exception(props: {
  readonly exception: RuleException;
  readonly active: boolean;
  /** Said of one that is about to end. */
  readonly soon: string | undefined;
  readonly onFollow: () => void;
}) {
  const { exception, active } = props;
  const { conditions, createdAtUs, endedAtUs, expiresAtUs } = exception;
  return (
    <div className="exception">
      <div className="exception-title">
        <a href={hashOf({ screen: 'rules', id: exception.ruleId })} onClick={props.onFollow}>
          {exception.ruleTitle}
        </a>
        {!active && <Tag>{endedAtUs === null ? 'expired' : 'ended'}</Tag>}
        {props.soon !== undefined && <Tag tone="medium">{props.soon}</Tag>}
        <CopyButton text={exception.text} what="Sigma filter" />
      </div>
      <ul className="exception-conditions">
        {conditions.map(({ field, values }) => (
          <li key={field} className="ellipsis log-text" title={visibleText(values.join('\n'))}>
            <span className="mono">{visibleText(field)}</span>{' '}
            <span className="log-text">{visibleText(values.join(', '))}</span>
          </li>
        ))}
      </ul>
      <p>{exception.reason}</p>
      <p className="soft">
        {exception.owner}, made <Time us={createdAtUs} show="date" />
        {endedAtUs !== null ? (
          <>
            , ended <Time us={endedAtUs} show="date" />
          </>
        ) : expiresAtUs === null ? (
          ', without an end'
        ) : (
          <>
            , {active ? 'ends' : 'ended'} <Time us={expiresAtUs} show="date" />
          </>
        )}
      </p>
    </div>
  );
}
