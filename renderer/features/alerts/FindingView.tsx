// What a rule found: the sentence, the numbers, what matched, what to do.

import type { Alert } from '../../../shared/domain/alert.ts';
import type { BaselineNumbers } from '../../../shared/domain/finding.ts';
import { SEVERITY_WEIGHT } from '../../../shared/domain/severity.ts';
import { CopyButton } from '../../ui/copy.tsx';
import {
  formatCount,
  formatDuration,
  formatSpan,
  plural,
  precisionOf,
} from '../../ui/format.model.ts';
import { KeyValue, Section } from '../../ui/Layout.tsx';
import { hashOf, timelineHash } from '../../ui/route.model.ts';
import { Time } from '../../ui/Time.tsx';
import { useZone } from '../../ui/zone.ts';
import { visibleText } from '../../ui/visible-text.model.ts';
import { windowAround } from './queue.model.ts';
import { WhyItMatched } from './WhyItMatched.tsx';

export function FindingView(props: { readonly alert: Alert }) {
  const zone = useZone();
  const { alert } = props;
  const { finding } = alert;
  const first = finding.eventIds[0];
  return (
    <div className="finding">
      <p className="finding-explanation log-text">{visibleText(finding.explanation)}</p>
      <Section title="Finding">
        <KeyValue
          rows={[
            {
              key: 'Window',
              value: (
                <>
                  {formatSpan(finding.startUs, finding.endUs, zone)}
                  {finding.endUs > finding.startUs &&
                    `, ${formatDuration(finding.endUs - finding.startUs)}`}
                  .{' '}
                  <a
                    href={timelineHash({
                      ...windowAround(finding.startUs, finding.endUs),
                      ...(first !== undefined && { event: first }),
                    })}
                  >
                    Show on the timeline
                  </a>
                </>
              ),
            },
            {
              key: 'First fired',
              value: <Time us={finding.firstFireUs} precision={precisionOf(finding.firstFireUs)} />,
            },
            {
              key: 'Count',
              value: `${formatCount(finding.count)} at its peak, ${plural(finding.eventIds.length, 'contributing event')}`,
            },
            ...Object.entries(finding.group).map(([field, value]) => ({
              key: field,
              value: <span className="log-text">{visibleText(value)}</span>,
            })),
            {
              key: 'Rule score',
              value: `${finding.confidence.toFixed(2)}; adds ${(SEVERITY_WEIGHT[finding.severity] * finding.confidence).toFixed(2)} to the risk`,
            },
            { key: 'Assigned to', value: alert.assignee || 'nobody' },
            {
              key: 'Response clock',
              value: alert.historical
                ? 'none: the finding is in an archive'
                : 'runs from the raising',
            },
            { key: 'Raised', value: <Time us={alert.raisedAtUs} /> },
          ]}
        />
      </Section>
      {finding.baseline && <Baseline baseline={finding.baseline} />}
      <ListSection title="Recommended actions" items={finding.actions} ordered />
      <ListSection title="Known harmless causes" items={finding.falsePositives} />
      <WhyItMatched key={finding.id} finding={finding} />
      <Section title="Rule">
        <KeyValue
          rows={[
            {
              key: 'Title',
              value: (
                <a href={hashOf({ screen: 'rules', id: finding.ruleId })}>{finding.ruleTitle}</a>
              ),
            },
            { key: 'Kind', value: finding.kind },
            {
              key: 'Version',
              value: (
                <span className="finding-hash mono">
                  <span className="ellipsis">{finding.ruleVersion}</span>
                  <CopyButton text={finding.ruleVersion} what="Rule version" />
                </span>
              ),
            },
            {
              key: 'Alert',
              value: (
                <span className="finding-hash mono">
                  <span className="ellipsis">{finding.id}</span>
                  <CopyButton text={finding.id} what="Alert id" />
                </span>
              ),
            },
            ...Object.entries(finding.parameters).map(([key, value]) => ({
              key: key.charAt(0).toUpperCase() + key.slice(1),
              value,
            })),
            { key: 'Tags', value: finding.tags.join(', ') },
          ]}
        />
      </Section>
    </div>
  );
}

function ListSection(props: {
  readonly title: string;
  readonly items: readonly string[];
  readonly ordered?: boolean;
}) {
  if (props.items.length === 0) return null;
  const List = props.ordered ? 'ol' : 'ul';
  return (
    <Section title={props.title}>
      <List className="finding-list" data-ordered={props.ordered ? '' : undefined}>
        {props.items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </List>
    </Section>
  );
}

function Baseline(props: { readonly baseline: BaselineNumbers }) {
  const { baseline } = props;
  const number = (value: number) => formatCount(Number(value.toFixed(2)));
  return (
    <Section title="Against the baseline">
      <KeyValue
        rows={[
          { key: 'Measure', value: `${baseline.measure} per ${formatDuration(baseline.windowUs)}` },
          {
            key: 'Observed',
            value: <strong className="num">{number(baseline.observed)}</strong>,
          },
          {
            key: 'Usual',
            value: `median ${number(baseline.median)}, MAD ${number(baseline.mad)}; mean ${number(baseline.mean)}, standard deviation ${number(baseline.standardDeviation)}`,
          },
          {
            key: 'Distance',
            value: `${number(baseline.ratio)} × the median, modified z ${number(baseline.modifiedZ)}`,
          },
          {
            key: 'Learned from',
            value: `${formatCount(baseline.windows)} windows${baseline.seasonal ? ' of the same hours' : ''}`,
          },
        ]}
      />
    </Section>
  );
}
