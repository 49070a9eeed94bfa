// Risk as three figures, the band with what it asks for, and its course by day. A click on a figure
// says how it came about.

import type { ReactNode } from 'react';
import type { Overview } from '../../../shared/contract/areas/case.ts';
import type { RiskScore } from '../../../shared/domain/risk.ts';
import { RiskGauge } from '../../charts/RiskGauge.tsx';
import { RiskHistory } from '../../charts/RiskHistory.tsx';
import { hashOf } from '../../ui/route.model.ts';
import { navigate } from '../../ui/route.ts';
import { timelineHash } from '../../ui/route.model.ts';
import { US_PER_DAY } from '../../../shared/base/time.ts';
import { Panel } from '../../ui/Layout.tsx';
import { Explain } from '../../ui/Overlays.tsx';
import { SeverityTag, Tag, toneStyle } from '../../ui/Tags.tsx';
import { useZone } from '../../ui/zone.ts';
import { largestContributions, riskShown } from './overview.model.ts';

const CONTRIBUTIONS_SHOWN = 8;

export function RiskPanel(props: { readonly overview: Overview }) {
  const zone = useZone();
  const { risk, riskByDay, openBySeverity } = props.overview;
  const shown = riskShown(risk, openBySeverity);
  // A score over nothing would read as an all-clear.
  if (props.overview.detectedAtUs === null) {
    return (
      <Panel title="Risk" className="overview-risk">
        <div className="risk-unknown">
          <strong>Not known: detection has not run on this evidence.</strong>
          <span className="soft">The risk is worked out from what the rules find.</span>
        </div>
      </Panel>
    );
  }
  return (
    <Panel title="Risk" note="of all findings in the evidence" className="overview-risk">
      <div className="risk" data-grave={(openBySeverity['critical'] ?? 0) > 0 ? '' : undefined}>
        <div className="risk-gauge" style={toneStyle(`band-${shown.tone}`)}>
          <RiskGauge risk={risk.risk} band={shown.tone} maxSingle={risk.maxSingle} size={148} />
          <Tag tone={`band-${shown.tone}`}>{shown.word}</Tag>
        </div>
        <div className="risk-words">
          <div className="risk-figures">
            <Figure name="Mean" value={risk.risk} risk={risk}>
              The sum of weight × rule score over all findings, divided by their number. It falls
              when a harmless finding joins a grave one.
            </Figure>
            <Figure name="Largest single" value={risk.maxSingle} risk={risk}>
              The largest weight × rule score of one finding. Other findings cannot lower it.
            </Figure>
            <Figure name="Cumulative" value={risk.cumulative} risk={risk}>
              1 − the product of (1 − weight × rule score) over all findings. Every finding raises
              it.
            </Figure>
          </div>
          <p className="risk-response">{risk.response}</p>
          {shown.why !== '' && <p className="risk-why">{shown.why}</p>}
        </div>
        <div className="risk-history">
          <h3 className="faint">By day of the evidence</h3>
          {riskByDay.length === 0 ? (
            <p className="faint">No findings yet.</p>
          ) : (
            <RiskHistory
              days={riskByDay}
              zone={zone}
              height={104}
              onPick={(day) => {
                window.location.hash = timelineHash({
                  fromUs: day.dayUs,
                  toUs: day.dayUs + US_PER_DAY,
                });
              }}
            />
          )}
        </div>
      </div>
    </Panel>
  );
}

function Figure(props: {
  readonly name: string;
  readonly value: number;
  readonly risk: RiskScore;
  readonly children: ReactNode;
}) {
  const largest = largestContributions(props.risk);
  const more = largest.length - CONTRIBUTIONS_SHOWN;
  return (
    <Explain
      width={400}
      content={
        <div className="risk-explain">
          <strong>{props.name}</strong>
          <p className="soft">{props.children}</p>
          {largest.length > 0 && (
            <ul>
              {largest.slice(0, CONTRIBUTIONS_SHOWN).map((each) => (
                <li key={each.findingId}>
                  <SeverityTag severity={each.severity} bare />
                  <a
                    className="ellipsis"
                    href={hashOf({ screen: 'alerts', id: each.findingId })}
                    title={each.title}
                  >
                    {each.title}
                  </a>
                  <span className="num">{each.share.toFixed(2)}</span>
                </li>
              ))}
            </ul>
          )}
          {more > 0 && (
            <button
              type="button"
              className="sw-link"
              onClick={() => navigate({ screen: 'alerts', params: { state: 'all' } })}
            >
              {more} more in Alerts
            </button>
          )}
        </div>
      }
    >
      <button type="button" className="figure" title={`How ${props.name} comes about`}>
        <span className="figure-value num">{props.value.toFixed(2)}</span>
        <span className="figure-name">{props.name}</span>
      </button>
    </Explain>
  );
}
