// Findings become alerts. The same finding never becomes a second one.

import type { Alert } from '../../../shared/domain/alert.ts';
import type { Steps } from '../steps.ts';
import type { WriteContext } from '../write-context.ts';

export function recordFindings(
  { store, host, audit }: WriteContext,
  args: Parameters<Steps['saveFindings']>[0],
): ReturnType<Steps['saveFindings']> {
  const now = host.nowUs();
  const live = new Set(args.live);
  let added = 0;
  const alerts: Alert[] = [];
  for (const finding of args.findings) {
    if (finding.severity === 'informational') continue;
    const isLive = live.has(finding.id);
    if (store.alerts.record(finding, now, !isLive, isLive ? now : null)) added++;
    const alert = store.read.alerts.get(finding.id);
    if (alert) alerts.push(alert);
  }
  store.work.addDetectionRun(
    now,
    args.rulesDigest,
    args.rules,
    args.events,
    args.seconds,
    args.costs,
  );
  audit.add(
    'detection run',
    `${String(args.rules)} rules (digest ${args.rulesDigest}), ${String(args.findings.length)} findings, ${String(added)} new`,
  );
  return { alerts, added };
}
