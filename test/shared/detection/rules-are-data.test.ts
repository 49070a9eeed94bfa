import { describe, expect, it } from 'vitest';
import { builtInRuleFiles } from '../../../electron/engine/rules/rule-files.ts';
import { nodeHashes } from '../../../electron/engine/host.ts';
import { matchedRules } from '../../../shared/detection/hit-keys.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import { RESOURCES } from '../../fixtures/places.ts';

describe('loaded rules', () => {
  it('are plain data, so that another thread need not read them again', () => {
    const set = loadRuleSet(
      [
        ...builtInRuleFiles(RESOURCES),
        {
          path: 'own.yml',
          origin: 'own',
          pack: 'own',
          text: `title: Many kinds of values
logsource: {product: aws, service: cloudtrail}
x-sealwatch-confidence: min(count / (2 * threshold), 1)
detection:
  texts: {userAgent|contains|all: ['a*b', c], userAgent|re: '^a.+b$', sourceIPAddress|cidr: 10.0.0.0/8}
  numbers: {bytes|gte: 12345678901234567890, status: [404, null]}
  parts: {'@timestamp|hour': 3}
  condition: all of them
`,
        },
      ],
      nodeHashes,
    );
    expect(set.rules.length).toBeGreaterThan(50);
    expect(set.rules.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
    expect(structuredClone(set.rules)).toEqual(set.rules);
    const settings = { program: '1', zone: 'UTC', threatList: '' };
    const matched = matchedRules(set, settings, nodeHashes);
    expect(matched.size).toBeGreaterThan(30);
    expect(structuredClone(matched)).toEqual(matched);
  });
});
