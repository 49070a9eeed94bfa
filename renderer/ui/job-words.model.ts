// Jobs in words: how far one is, and what a run of detection came to.

import type { Progress } from '../../shared/contract/procedure.ts';
import { US_PER_SECOND } from '../../shared/base/time.ts';
import type { Output } from '../../shared/contract/procedures.ts';
import { formatBytes, formatCount, formatDuration, plural } from './format.model.ts';

interface Rate {
  readonly share: number | null;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

export function jobWords(
  progress: Progress | null,
  rate: Rate,
): { readonly short: string; readonly long: string } {
  if (progress === null) return { short: 'starting', long: 'Starting' };
  const amount = (value: number) =>
    progress.unit === 'bytes' ? formatBytes(value) : formatCount(Math.round(value));
  const unit = progress.unit === 'bytes' ? '' : ` ${progress.unit}`;
  const of = progress.total === null ? '' : ` of ${amount(progress.total)}`;
  const parts = [`${amount(progress.done)}${of}${unit}`];
  if (rate.perSecond !== null) parts.push(`${amount(rate.perSecond)}${unit}/s`);
  if (rate.secondsLeft !== null && rate.secondsLeft >= 1) {
    parts.push(`${formatDuration(Math.ceil(rate.secondsLeft) * US_PER_SECOND)} left`);
  }
  const phase = [progress.phase, progress.note].filter((text) => text !== '').join(': ');
  const short =
    rate.share === null ? `${amount(progress.done)}${unit}` : `${Math.floor(rate.share * 100)} %`;
  return { short, long: phase === '' ? parts.join(' · ') : `${phase} · ${parts.join(' · ')}` };
}

export function detectionWords(ran: Output<'detect.run'>): string {
  const { added, alerts, rules, notLoaded, seconds } = ran;
  const refused = notLoaded.length > 0 ? ` ${plural(notLoaded.length, 'rule')} did not load.` : '';
  const found = `${plural(alerts.length, 'alert')}, ${formatCount(added)} of them new`;
  return `${plural(rules, 'rule')} in ${seconds.toFixed(1)} s: ${found}.${refused}`;
}
