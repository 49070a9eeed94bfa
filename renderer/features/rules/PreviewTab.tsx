// A rule tried on the officer's own evidence while she writes it.

import { Play } from '@blueprintjs/icons';
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../../shared/base/result.ts';
import { useJob, useJobProgress } from '../../client/use-job.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { Check } from '../../ui/Fields.tsx';
import { formatCount, plural } from '../../ui/format.model.ts';
import { Section } from '../../ui/Layout.tsx';
import { usePreference } from '../../ui/preference.ts';
import { timelineHash } from '../../ui/route.model.ts';
import { Callout, EmptyState, ErrorState, LoadingState, ProgressBar } from '../../ui/States.tsx';
import { Time } from '../../ui/Time.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { firstTitle, foundSoFar, restText, secondsText, type Preview } from './preview.model.ts';
import { STATE_MEANING } from './rule-list.model.ts';

type Outcome =
  | { readonly text: string; readonly preview: Preview }
  | { readonly text: string; readonly error: Failure };

export function PreviewTab(props: {
  readonly text: string;
  /** False while the text has mistakes. */
  readonly sound: boolean;
}) {
  const { text, sound } = props;
  const job = useJob('rules.preview');
  const progress = useJobProgress('rules.preview');
  const [liveText, setLive] = usePreference('rules.live-preview', 'on');
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [tried, setTried] = useState('');
  /** The run was stopped because the text had changed: it has no outcome. */
  const superseded = useRef(false);
  const live = liveText === 'on';
  const { run, running, cancel } = job;

  const start = () => {
    setTried(text);
    superseded.current = false;
    void run({ text }).then((result) => {
      if (superseded.current) return;
      setOutcome(result.ok ? { text, preview: result.value } : { text, error: result.error });
    });
  };
  const isNew = outcome?.text !== text;
  useEffect(() => {
    if (!live || !sound || !isNew || running) return undefined;
    const timer = setTimeout(start, 600);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `start` belongs to this very text
  }, [live, sound, isNew, running, text]);

  useEffect(() => {
    if (!live || !running || tried === '' || tried === text) return;
    superseded.current = true;
    cancel();
  }, [live, running, tried, text, cancel]);

  const sample = foundSoFar({ running, tried, text, progress });
  const share = progress?.total ? progress.done / progress.total : null;
  return (
    <div className="rule-part">
      <div className="rule-preview-tools">
        {running ? (
          <Button size="small" onClick={cancel}>
            Cancel
          </Button>
        ) : (
          <Button size="small" icon={<Play size={14} />} disabled={!sound} onClick={start}>
            Try on the evidence
          </Button>
        )}
        <Check label="While typing" checked={live} onChange={(on) => setLive(on ? 'on' : 'off')} />
        <span className="rule-preview-progress">
          {running && <ProgressBar share={share} label="Trying the rule" />}
        </span>
      </div>
      {!sound && (
        <Callout tone="warning">The rule has mistakes; it can be tried once they are gone.</Callout>
      )}
      {sample.length > 0 && (
        <Section title="Found so far">
          <Rows rows={sample} />
        </Section>
      )}
      {(sample.length === 0 || outcome !== null) && (
        <PreviewResult outcome={outcome} running={running} stale={isNew} onRetry={start} />
      )}
    </div>
  );
}

function PreviewResult(props: {
  readonly outcome: Outcome | null;
  readonly running: boolean;
  readonly stale: boolean;
  readonly onRetry: () => void;
}) {
  const { outcome } = props;
  if (outcome === null) {
    return props.running ? (
      <LoadingState label="Trying the rule on the evidence" />
    ) : (
      <EmptyState compact title="Not tried yet">
        See what the rule finds in this case before it is saved.
      </EmptyState>
    );
  }
  if ('error' in outcome) return <ErrorState error={outcome.error} onRetry={props.onRetry} />;
  const { preview } = outcome;
  const rest = restText(preview);
  return (
    <div className="rule-preview" data-stale={props.stale ? '' : undefined}>
      {preview.applicable && (
        <div className="rule-figures">
          <Figure
            value={preview.findings}
            title={preview.findings === 1 ? 'finding' : 'findings'}
          />
          <Figure value={preview.events} title={preview.events === 1 ? 'event' : 'events'} />
          <p className="faint num">
            {plural(preview.scanned, 'event')} looked at in {secondsText(preview.seconds)}
          </p>
        </div>
      )}
      {!preview.applicable && (
        <Callout>
          <strong>Not applicable.</strong> {STATE_MEANING['not applicable']}
        </Callout>
      )}
      {preview.applicable && preview.findings === 0 && (
        <p className="soft">
          None found among {plural(preview.scanned, 'event')} of this case. Events of other log
          sources than the rule names were not looked at.
        </p>
      )}
      {preview.first.length > 0 && (
        <Section title={firstTitle(preview)}>
          <Rows rows={preview.first} />
          {rest !== undefined && <p className="faint">{rest}</p>}
        </Section>
      )}
      {preview.explanations.length > 0 && (
        <Section title="What it would report">
          <Explanations texts={preview.explanations} />
        </Section>
      )}
    </div>
  );
}

function Rows({ rows }: { readonly rows: Preview['first'] }) {
  return (
    <ul className="rule-hits">
      {rows.map((row) => (
        <li key={row.id}>
          <a href={timelineHash({ event: row.id })}>
            <Time us={row.timeUs} precision={row.precision} nanos={row.nanos} />
            <span className="log-text ellipsis">{visibleText(row.summary)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

const SHORT = 8;

function Explanations({ texts }: { readonly texts: readonly string[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? texts : texts.slice(0, SHORT);
  return (
    <>
      <ul className="rule-explanations">
        {shown.map((text, index) => (
          <li key={index} className="log-text">
            {text}
          </li>
        ))}
      </ul>
      {shown.length < texts.length && (
        <LinkButton onClick={() => setAll(true)}>
          {formatCount(texts.length - shown.length)} more
        </LinkButton>
      )}
    </>
  );
}

function Figure(props: { readonly value: number; readonly title: string }) {
  return (
    <div>
      <strong className="num">{formatCount(props.value)}</strong> {props.title}
    </div>
  );
}
