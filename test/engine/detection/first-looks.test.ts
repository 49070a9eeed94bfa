import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAlikeViews } from '../../../electron/engine/detection/alike-views.ts';
import { matchingOf } from '../../../electron/engine/detection/block-matcher.ts';
import { FirstLooks } from '../../../electron/engine/detection/first-looks.ts';
import type { SourceReading } from '../../../electron/engine/events/event-views.ts';
import { nodeHashes } from '../../../electron/engine/host.ts';
import { decodeHits } from '../../../shared/detection/block-hits.ts';
import { matchedRules } from '../../../shared/detection/hit-keys.ts';
import { cloudtrail } from '../../../shared/formats/cloudtrail.ts';
import { detectionRule, ruleSet } from '../../shared/detection/support.ts';
import { blockOf } from './block-of.ts';

const READING: SourceReading = { options: { zone: 'UTC' }, formatOfFile: [cloudtrail] };

function rule(id: string, detection: string): string {
  return detectionRule(detection)
    .replace('id: the-rule', `id: ${id}`)
    .replace('product: any', 'product: aws');
}

const SET = ruleSet(
  rule('by-name', "one:\n  eventName|startswith: 'Delete'\ncondition: one"),
  rule(
    'deeper',
    "one:\n  eventSource: iam.amazonaws.com\n  requestParameters.userName|contains: 'ro'\ncondition: one",
  ),
  rule(
    'but-not',
    "one:\n  eventName: ConsoleLogin\nfine:\n  additionalEventData.MFAUsed: 'Yes'\ncondition: one and not fine",
  ),
);

const RULES = {
  ...SET,
  matched: matchedRules(SET, { zone: 'UTC', threatList: '', program: 'test' }, nodeHashes),
  zone: 'UTC',
  threatList: '',
};
const KEYS = [...RULES.matched.values()].map(({ key }) => key);

const EVENTS = fc.array(
  fc.record(
    {
      eventVersion: fc.constant('1.09'),
      eventTime: fc.constant('2026-03-05T10:00:00Z'),
      eventName: fc.constantFrom('DeleteTrail', 'ConsoleLogin', 'CreateUser', 'GetUser'),
      eventSource: fc.constantFrom('iam.amazonaws.com', 's3.amazonaws.com'),
      requestParameters: fc.record({ userName: fc.constantFrom('root', 'ada', 'c\\ro') }),
      additionalEventData: fc.record({ MFAUsed: fc.constantFrom('Yes', 'No') }),
    },
    { requiredKeys: ['eventVersion', 'eventTime', 'eventName', 'eventSource'] },
  ),
  { maxLength: 30 },
);

describe('a first look at stored records', () => {
  it('leaves out none that a rule matches', () => {
    let left = 0;
    let found = 0;
    fc.assert(
      fc.property(EVENTS, (events) => {
        const block = blockOf(events.map((event) => JSON.stringify(event)));
        const slotsOf = (looks: boolean) => {
          const matching = matchingOf(RULES)(KEYS);
          const first = new FirstLooks(matching);
          const isWanted = (slot: number) => {
            const isRead = !looks || first.hasToBeRead(block, slot, READING);
            if (!isRead) left += 1;
            return isRead;
          };
          const views = createAlikeViews().eventsOf(block, READING, isWanted);
          const hits = decodeHits(matching.match(views));
          return {
            sources: hits.sources,
            rules: hits.rules.flatMap(({ rule: index, rows }) =>
              Array.from(rows, (row) => `${String(index)} ${String(hits.slots[row])}`),
            ),
          };
        };
        const all = slotsOf(false);
        found += all.rules.length;
        expect(slotsOf(true)).toEqual(all);
      }),
    );
    expect(found).toBeGreaterThan(50);
    expect(left).toBeGreaterThan(50);
  });
});
