// What is being read or checked just now: how far, how fast, how long still, and a way to stop it.

import { progressRate } from '../../client/progress-rate.model.ts';
import { useJobs } from '../../client/use-job.ts';
import { Button } from '../../ui/Button.tsx';
import { jobWords } from '../../ui/job-words.model.ts';
import { ProgressBar } from '../../ui/States.tsx';
import { useNow } from '../../ui/Time.tsx';
import { showFailure } from '../../ui/toast.tsx';

const SHOWN = ['evidence.import', 'evidence.importSample', 'evidence.verify', 'detect.run'];

export function JobProgress() {
  const { jobs, cancel } = useJobs();
  const nowMs = useNow(500);
  const running = jobs.filter((job) => job.state === 'running' && SHOWN.includes(job.procedure));
  if (running.length === 0) return null;
  return (
    <ul className="evidence-jobs">
      {running.map((job) => {
        const rate = progressRate(job.progress, job.startedAtMs, nowMs);
        return (
          <li key={job.id}>
            <strong>{job.title}</strong>
            <ProgressBar share={rate.share} label={job.title} />
            <span className="soft num ellipsis log-text">{jobWords(job.progress, rate).long}</span>
            <Button
              size="small"
              onClick={() =>
                void cancel(job.id).then((result) => {
                  if (!result.ok) showFailure(result.error);
                })
              }
            >
              Cancel
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
