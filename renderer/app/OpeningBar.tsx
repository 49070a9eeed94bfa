// Over the screen while evidence is opened: what is being read or checked, how far, how fast, how
// long still, and a way to stop it. Afterwards what came of it, with the ways onwards.

import { Cross } from '@blueprintjs/icons';
import type { JobState } from '../../shared/contract/procedure.ts';
import { progressRate, type Leg } from '../client/progress-rate.model.ts';
import { useJobs } from '../client/use-job.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { formatCount, plural } from '../ui/format.model.ts';
import { jobWords, waitsItsTurn } from '../ui/job-words.model.ts';
import { hashOf } from '../ui/route.model.ts';
import { navigate } from '../ui/route.ts';
import { ProgressBar } from '../ui/States.tsx';
import { SeverityTag, VerdictTag } from '../ui/Tags.tsx';
import { useNow } from '../ui/Time.tsx';
import { showFailure } from '../ui/toast.tsx';
import { visibleText } from '../ui/visible-text.model.ts';
import type { OpeningOutcome } from './outcome.model.ts';

const SHOWN = ['evidence.import', 'evidence.importSample', 'evidence.verify', 'detect.run'];

export function OpeningBar(props: {
  readonly screen: string;
  /** From the choice of the files until detection has ended. */
  readonly opening: boolean;
  readonly outcome: OpeningOutcome | null;
  readonly onClose: () => void;
}) {
  const { jobs, legOf, cancel } = useJobs();
  const running = jobs.filter((job) => job.state === 'running' && SHOWN.includes(job.procedure));
  // Elsewhere the status bar is enough for what runs by itself.
  if (running.length > 0 && (props.opening || props.screen === 'evidence')) {
    return (
      <Progresses
        jobs={running}
        legOf={legOf}
        onCancel={(id) =>
          void cancel(id).then((result) => {
            if (!result.ok) showFailure(result.error);
          })
        }
      />
    );
  }
  if (props.outcome === null || props.opening) return null;
  return <Outcome outcome={props.outcome} screen={props.screen} onClose={props.onClose} />;
}

function Progresses(props: {
  readonly jobs: readonly JobState[];
  readonly legOf: (id: number) => Leg | null;
  readonly onCancel: (id: number) => void;
}) {
  const nowMs = useNow(500);
  return (
    <ul className="opening-jobs">
      {props.jobs.map((job) => {
        const rate = progressRate(props.legOf(job.id), nowMs);
        return (
          <li key={job.id}>
            <strong>{job.title}</strong>
            <ProgressBar share={rate.share} label={job.title} />
            <span className="soft num ellipsis log-text">
              {visibleText(jobWords(job.progress, rate, waitsItsTurn(job, props.jobs)).long)}
            </span>
            <Button size="small" onClick={() => props.onCancel(job.id)}>
              Cancel
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

function Outcome(props: {
  readonly outcome: OpeningOutcome;
  readonly screen: string;
  readonly onClose: () => void;
}) {
  const { outcome, onClose } = props;
  const { alerts } = outcome;
  return (
    <section className="opening-outcome" aria-label="What came of opening the evidence">
      <div className="opening-facts">
        <span className="opening-fact">
          <strong className="num">{plural(outcome.events, 'event')}</strong>
          <span className="ellipsis log-text">
            in {visibleText(outcome.name)}
            {outcome.rejected > 0 && `, ${formatCount(outcome.rejected)} rejected`}
          </span>
        </span>
        <span className="opening-fact">
          <span>Integrity</span>
          <a
            href={hashOf({
              screen: 'evidence',
              ...(outcome.worstSourceId !== null && { id: String(outcome.worstSourceId) }),
            })}
          >
            <VerdictTag verdict={outcome.verdict} />
          </a>
        </span>
        <span className="opening-fact">
          {alerts === null ? (
            <span>Detection has not run to its end</span>
          ) : (
            <>
              <strong className="num">{plural(alerts.open, 'open alert')}</strong>
              {alerts.bySeverity.map((each) => (
                <span key={each.severity} className="opening-severity">
                  <span className="num">{formatCount(each.open)}</span>
                  <SeverityTag severity={each.severity} bare />
                </span>
              ))}
              {alerts.open === 0 && <span>from {plural(alerts.rules, 'rule')}</span>}
              {alerts.notLoaded > 0 && (
                <a href={hashOf({ screen: 'rules', params: { show: 'not loaded' } })}>
                  {plural(alerts.notLoaded, 'rule')} did not load
                </a>
              )}
            </>
          )}
        </span>
      </div>
      {props.screen !== 'overview' && (
        <Button onClick={() => navigate({ screen: 'overview' })}>Overview</Button>
      )}
      {alerts !== null && alerts.open > 0 ? (
        <Button kind="primary" onClick={() => navigate({ screen: 'alerts' })}>
          Work through the alerts
        </Button>
      ) : (
        <Button kind="primary" onClick={() => navigate({ screen: 'timeline' })}>
          Explore the timeline
        </Button>
      )}
      <IconButton icon={<Cross size={14} />} label="Close this result" onClick={onClose} />
    </section>
  );
}
