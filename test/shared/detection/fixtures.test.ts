import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { event, hashes, rulesBelow, run } from './support.ts';
import { parseRfc3339 } from '../../../shared/base/time.ts';
import type { Fields, FieldValue } from '../../../shared/domain/event.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';

const FIXTURES = '../shared/fixtures';
const present = existsSync(FIXTURES);
const sigma = loadRuleSet(present ? rulesBelow(`${FIXTURES}/sigma-rules`) : [], hashes);

describe.skipIf(!present)('real Sigma rules', () => {
  it('load, all but those with a placeholder that has no value', () => {
    expect(sigma.rules.length).toBe(968);
    const refused = sigma.rules.filter(({ ok }) => !ok);
    expect(refused.length).toBe(23);
    for (const { diagnostics } of refused) {
      expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['rule.placeholder']));
    }
  });

  it('load as correlations too', () => {
    const set = loadRuleSet(rulesBelow(`${FIXTURES}/hayabusa-correlation-rules`), hashes);
    expect(set.rules.map(({ ok }) => ok)).toEqual(Array.from({ length: 6 }, () => true));
    expect(set.rules.filter(({ kind }) => kind === 'correlation')).toHaveLength(3);
  });
});

/** Windows events as JSON: the header's and the body's values beside each other, attributes joined by `_`. */
function flattened(record: Fields): Fields {
  const out: Record<string, FieldValue> = {};
  const put = (fields: FieldValue | undefined, before = ''): void => {
    if (typeof fields !== 'object' || fields === null) return;
    for (const [key, value] of Object.entries(fields as Fields)) {
      if (key === '#attributes') {
        for (const [name, each] of Object.entries(value as Fields))
          out[before === '' ? name : `${before}_${name}`] = each;
      } else if (typeof value === 'object' && value !== null && !Array.isArray(value))
        put(value, key);
      else out[key] = value;
    }
  };
  const body = record['Event'] as Fields;
  put(body['System']);
  put(body['EventData'] ?? body['UserData']);
  return out;
}

function records(text: string): Fields[] {
  try {
    const whole = JSON.parse(text) as Fields | Fields[];
    return Array.isArray(whole) ? whole : [whole as Fields];
  } catch {
    return text
      .trim()
      .split(/(?<=^\})\s*(?=^\{)/m)
      .map((part) => JSON.parse(part) as Fields);
  }
}

interface Expected {
  readonly events: string;
  readonly rule_id: string;
  readonly match_count_upstream: number | null;
}

describe.skipIf(!present)('the official positive cases of Sigma', () => {
  it('are all found', () => {
    const folder = `${FIXTURES}/sigma-regression`;
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected[];
    const missed = expected.filter(({ events, rule_id, match_count_upstream }) => {
      const only = { ...sigma, rules: sigma.rules.filter(({ id }) => id === rule_id) };
      const views = records(readFileSync(join(folder, events), 'utf8')).map((record, i) =>
        event(i + 1, flattened(record)),
      );
      return (run(only, views)[0]?.matches.length ?? 0) < (match_count_upstream ?? 1);
    });
    expect(expected).toHaveLength(46);
    expect(missed.map(({ rule_id }) => rule_id)).toEqual([]);
  });
});

interface Technique {
  readonly file: string;
  readonly matches: Readonly<Record<string, readonly number[]>>;
}

const stratus = `${FIXTURES}/cloudtrail-stratus`;
function trail(file: string) {
  return records(readFileSync(join(stratus, 'records', file), 'utf8')).map((record, i) =>
    event(i + 1, record, {
      timeUs: parseRfc3339(String(record['eventTime']))?.timeUs ?? null,
      logSource: { product: 'aws', service: 'cloudtrail' },
    }),
  );
}

describe.skipIf(!present)('CloudTrail of attack techniques', () => {
  it('matches the very records that the SigmaHQ rules are known to match', () => {
    const aws = loadRuleSet(rulesBelow(`${FIXTURES}/sigma-rules/rules/cloud/aws`), hashes);
    const expected = JSON.parse(
      readFileSync(join(stratus, 'expected.json'), 'utf8'),
    ) as Technique[];
    for (const { file, matches } of expected) {
      const found = run(aws, trail(file)).filter((each) => each.matches.length > 0);
      expect(Object.fromEntries(found.map((each) => [each.rule.id, each.matches])), file).toEqual(
        matches,
      );
    }
  });

  /** Every technique, with each built-in rule that finds something in it and how many records. */
  const FOUND: Readonly<Record<string, readonly string[]>> = {
    'aws.credential-access.ec2-get-password-data': ['Windows passwords of machines requested: 30'],
    'aws.credential-access.ec2-steal-instance-credentials': [],
    'aws.credential-access.secretsmanager-retrieve-secrets': ['Secrets read in bulk: 20'],
    'aws.discovery.ec2-download-user-data': [],
    'aws.execution.ec2-launch-unusual-instances': [],
    'aws.execution.ec2-user-data': [],
    'aws.execution.ssm-send-command': [],
    'aws.execution.ssm-start-session': [],
    'aws.exfiltration.ec2-security-group-open-port-22-ingress': ['Port opened to the world: 1'],
    'aws.impact.bedrock-invoke-model': [],
    'aws.lateral-movement.ec2-instance-connect': [],
    'aws.persistence.iam-create-user-login-profile': ['Console password set for a user: 1'],
    'aws.persistence.lambda-layer-extension': [],
    'aws.persistence.lambda-overwrite-code': [],
    'aws.privilege-escalation.iam-update-user-login-profile': [
      'Console password set for a user: 1',
    ],
  };

  it('is found by the built-in rules that are about the technique, and by no other of them', () => {
    const own = loadRuleSet(rulesBelow('resources/rules'), hashes);
    const files = readdirSync(join(stratus, 'records')).toSorted();
    const found = files.map((file) => [
      file.replace('.json', ''),
      run(own, trail(file)).flatMap(({ rule, matches, groups }) => {
        const records = new Set([...matches, ...groups.flatMap((group) => group.matches)]);
        return records.size === 0 ? [] : [`${rule.title}: ${String(records.size)}`];
      }),
    ]);
    expect(Object.fromEntries(found)).toEqual(FOUND);
  });
});
