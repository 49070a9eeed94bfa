// Jobs in words: how far one is, and what a run of detection came to.

import type { JobState, Progress } from '../../shared/contract/procedure.ts';
import { US_PER_SECOND } from '../../shared/base/time.ts';
import type { Output } from '../../shared/contract/procedures.ts';
import { formatBytes, formatCount, formatDuration, plural } from './format.model.ts';

interface Rate {
  readonly share: number | null;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Steps whose own names say little; empty where the title of the job says it already. */
const PHASES: Readonly<Record<string, string>> = {
  import: '',
  verify: '',
  detect: '',
  index: '',
  drop: '',
  read: 'reading',
  load: 'loading',
  match: 'matching',
  search: 'searching',
  hash: 'hashing',
  gather: 'gathering',
  package: 'writing',
  draw: 'drawing',
};

export function jobWords(
  progress: Progress | null,
  rate: Rate,
  /** For its turn, behind another job. */
  waits = false,
): { readonly short: string; readonly long: string } {
  if (progress === null) {
    return waits
      ? { short: 'waiting', long: 'Waits until the one before it has ended' }
      : { short: 'starting', long: 'Starting' };
  }
  const amount = (value: number) =>
    progress.unit === 'bytes' ? formatBytes(value) : formatCount(Math.round(value));
  const unit = progress.unit === 'bytes' ? '' : ` ${progress.unit}`;
  const of = progress.total === null ? '' : ` of ${amount(progress.total)}`;
  const parts = [`${amount(progress.done)}${of}${unit}`];
  if (rate.perSecond !== null) parts.push(`${amount(rate.perSecond)}${unit}/s`);
  if (rate.secondsLeft !== null && rate.secondsLeft >= 1) {
    parts.push(`${formatDuration(Math.ceil(rate.secondsLeft) * US_PER_SECOND)} left`);
  }
  const step = PHASES[progress.phase] ?? progress.phase;
  const phase = [step, progress.note].filter((text) => text !== '').join(': ');
  const short =
    rate.share === null ? `${amount(progress.done)}${unit}` : `${Math.floor(rate.share * 100)} %`;
  return { short, long: phase === '' ? parts.join(' · ') : `${phase} · ${parts.join(' · ')}` };
}

/** Evidence is read one opening after another. */
const IN_TURN: ReadonlySet<string> = new Set(['evidence.import', 'evidence.importSample']);

/** Whether a job has to let another one go first. */
export function waitsItsTurn(job: JobState, jobs: readonly JobState[]): boolean {
  if (job.progress !== null || !IN_TURN.has(job.procedure)) return false;
  return jobs.some(
    (each) => each.state === 'running' && IN_TURN.has(each.procedure) && each.id < job.id,
  );
}

export function detectionWords(ran: Output<'detect.run'>): string {
  const { added, alerts, rules, notLoaded, seconds } = ran;
  const refused = notLoaded.length > 0 ? ` ${plural(notLoaded.length, 'rule')} did not load.` : '';
  const found = `${plural(alerts.length, 'alert')}, ${formatCount(added)} of them new`;
  return `${plural(rules, 'rule')} in ${seconds.toFixed(1)} s: ${found}.${refused}`;
}
