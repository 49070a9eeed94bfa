// Running jobs in the status bar: what, how far, how fast, how long still, and a way to stop them.

import { Cross } from '@blueprintjs/icons';
import type { JobState } from '../../shared/contract/procedure.ts';
import { progressRate, type Leg } from '../client/progress-rate.model.ts';
import { useJobs } from '../client/use-job.ts';
import { IconButton } from '../ui/Button.tsx';
import { Explain } from '../ui/Overlays.tsx';
import { ProgressBar } from '../ui/States.tsx';
import { useNow } from '../ui/Time.tsx';
import { showFailure } from '../ui/toast.tsx';
import { jobWords, waitsItsTurn } from '../ui/job-words.model.ts';
import { visibleText } from '../ui/visible-text.model.ts';

export function JobsStatus() {
  const { jobs, legOf, cancel } = useJobs();
  const running = jobs.filter((job) => job.state === 'running');
  const stop = (id: number) =>
    void cancel(id).then((result) => {
      if (!result.ok) showFailure(result.error);
    });
  const first = running[0];
  if (first === undefined) {
    const lastFailed = jobs[0]?.state === 'failed' ? jobs[0] : undefined;
    return (
      <Explain content={<JobList jobs={jobs} legOf={legOf} onCancel={stop} />} width={420}>
        <button type="button" className="status-item">
          {lastFailed ? `${lastFailed.title}: failed` : 'No job running'}
        </button>
      </Explain>
    );
  }
  return (
    <div className="status-job">
      <Explain content={<JobList jobs={jobs} legOf={legOf} onCancel={stop} />} width={420}>
        <button type="button" className="status-item">
          <JobLine job={first} leg={legOf(first.id)} />
          {running.length > 1 && <span className="sw-count">+{running.length - 1}</span>}
        </button>
      </Explain>
      <IconButton
        size="small"
        icon={<Cross size={12} />}
        label={`Cancel: ${first.title}`}
        onClick={() => stop(first.id)}
      />
    </div>
  );
}

function JobLine(props: { readonly job: JobState; readonly leg: Leg | null }) {
  const nowMs = useNow(1_000);
  const { job } = props;
  const rate = progressRate(props.leg, nowMs);
  return (
    <>
      <span>{job.title}</span>
      <span style={{ width: 90 }}>
        <ProgressBar share={rate.share} label={job.title} />
      </span>
      <span className="num">{jobWords(job.progress, rate).short}</span>
    </>
  );
}

function JobList(props: {
  readonly jobs: readonly JobState[];
  readonly legOf: (id: number) => Leg | null;
  readonly onCancel: (id: number) => void;
}) {
  const nowMs = useNow(1_000);
  if (props.jobs.length === 0) return <p className="soft">Nothing has run in this session.</p>;
  return (
    <ul className="job-list">
      {props.jobs.slice(0, 8).map((job) => {
        const rate = progressRate(props.legOf(job.id), nowMs);
        return (
          <li key={job.id}>
            <strong>{job.title}</strong>
            <span className="faint">{job.state}</span>
            {job.state === 'running' && (
              <>
                <ProgressBar share={rate.share} label={job.title} />
                <IconButton
                  size="small"
                  icon={<Cross size={12} />}
                  label={`Cancel: ${job.title}`}
                  onClick={() => props.onCancel(job.id)}
                />
                <span className="soft num">
                  {jobWords(job.progress, rate, waitsItsTurn(job, props.jobs)).long}
                </span>
              </>
            )}
            {job.error && job.state === 'failed' && (
              <span className="log-text job-error">{visibleText(job.error.message)}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
