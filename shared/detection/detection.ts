// Detection: a rule set over events gives findings. The result depends on the events, the rules and
// the options alone: not on the order of arrival, and not on how the events were cut into batches.

import {
  detectionResult,
  type DetectionResult,
  type IntegrityStretch,
} from './detection-result.ts';
import { FirstMatches } from './first-matches.ts';
import type { Guard } from './guard.ts';
import type { Routing } from './log-source.ts';
import { reportedRules, RuleRun } from './rule-run.ts';
import type { LoadedRule, RuleSet } from './rule-set.ts';
import type { ThreatList } from './threat-list.ts';
import type { Hashes } from '../base/hashes.ts';
import type { TimeUs } from '../base/time.ts';
import type { EventView } from '../domain/event.ts';

export interface DetectionOptions {
  readonly hashes: Hashes;
  /** Zone of rules that name none. */
  readonly zone: string;
  readonly threatList: ThreatList | undefined;
  readonly enabled: (rule: LoadedRule) => boolean;
  readonly integrity?: readonly IntegrityStretch[];
  /** A text that names an event for ever; its number by default. */
  readonly eventKey?: (id: number) => string;
  readonly route?: Routing;
  /** Microseconds of any clock, for what rules cost. */
  readonly nowUs?: () => number;
}

export interface DetectionRun {
  push(event: EventView): void;
  /** A promise that no event to come is earlier, which lets the run forget; without it nothing changes. */
  passed(timeUs: TimeUs): void;
  /** Events so far that rules matched, each as often as rules did. */
  readonly matched: number;
  /** What the events need to have that can change the result, rule by rule; the others may be left out. */
  guards(): readonly (readonly Guard[])[];
  /** The fields that can change the result; `undefined` where all of an event can. */
  fieldsAsked(): ReadonlySet<string> | undefined;
  finish(): DetectionResult;
}

export function createDetection(set: RuleSet, options: DetectionOptions): DetectionRun {
  const first = new FirstMatches();
  let matched = 0;
  const run = new RuleRun(set, {
    zone: options.zone,
    route: options.route ?? 'auto',
    threatList: options.threatList,
    enabled: options.enabled,
    ...(options.nowUs === undefined ? {} : { nowUs: options.nowUs }),
    onHit(hit, event, threats) {
      matched++;
      first.note(hit, event, threats);
    },
  });
  return {
    push: (event) => run.push(event),
    passed: (time) => run.passed(time),
    get matched() {
      return matched;
    },
    guards: () => run.plan.guards(),
    fieldsAsked: () => run.fieldsAsked(),
    finish: () => {
      const { hashes, zone, integrity, eventKey } = options;
      return detectionResult(run, reportedRules(set, options.enabled), {
        hashes,
        zone,
        integrity,
        eventKey,
        whyMatched: (at) => first.of(at.index, at.foldUs, at.group, at.startUs),
      });
    },
  };
}
