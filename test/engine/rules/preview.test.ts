// A rule that is being tried reads only records that could match: what it finds is what detection finds.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../shared/contract/client.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import type { App } from '../../../electron/workers/app.ts';
import { openApp } from '../../fixtures/app-client.ts';

const LINES = [
  '{"time":"2026-03-05T10:00:00Z","Image":"C:\\\\Tools\\\\EVIL.exe","n":4625}',
  '{"time":"2026-03-05T10:00:01Z","image":"C:\\\\tools\\\\evil.exe","n":"4625"}',
  '{"time":"2026-03-05T10:00:02Z","Image":"\\u0065vil.exe","n":4.625e3}',
  '{"time":"2026-03-05T10:00:03Z","I\\u006dage":"evil.exe"}',
  '{"time":"2026-03-05T10:00:04Z","I mage":["x","evil.exe"]}',
  '{"time":"2026-03-05T10:00:05Z","Image":"good.exe","note":"evil.exe"}',
  '{"time":"2026-03-05T10:00:06Z","Image":"good.exe","deep":{"er":{"what":"\u212aelvin \\/ Mi\u017fs"}}}',
  '{"time":"2026-03-05T10:00:07Z","other":true}',
];

const rule = (detection: string) =>
  `title: Tried\nid: 8c3a0f5e-0000-4000-8000-000000000001\nlogsource:\n  product: any\nlevel: high\nx-sealwatch-fold: 1s\ndetection:\n${detection
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;

describe('the preview of a rule', () => {
  let folder: string;
  let app: App;
  let client: Client;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-preview-'));
    ({ app, client } = await openApp(folder));
    const path = join(folder, 'log.jsonl');
    writeFileSync(path, `${LINES.join('\n')}\n`);
    await client.call('evidence.import', { files: [app.mintToken(path)] });
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  async function preview(text: string): Promise<Output<'rules.preview'>> {
    const answer = await client.call('rules.preview', { text });
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  }

  it.each([
    ["sel:\n  Image|endswith: 'evil.exe'\ncondition: sel", 5],
    ['sel:\n  n: 4625\ncondition: sel', 3],
    ["sel:\n  deep.er.what|contains: 'kelvin / miss'\ncondition: sel", 1],
    ["sel:\n  deep.er.what|re: 'elvin'\ncondition: sel", 1],
    ["sel:\n  - 'evil.exe'\ncondition: sel", 6],
    [
      "sel:\n  Image|contains: 'good'\nother:\n  note|exists: true\ncondition: sel and not other",
      1,
    ],
    ["sel:\n  other: 'TRUE'\ncondition: sel", 1],
    ["sel:\n  Image|contains: 'nothing of the kind'\ncondition: sel", 0],
    ['sel:\n  Image: null\ncondition: sel', 1],
  ])('finds every event: %s', async (detection, events) => {
    const found = await preview(rule(detection));
    expect(found.diagnostics).toEqual([]);
    expect(found.events).toBe(events);
    expect(found.scanned).toBe(LINES.length);
    expect(found.first).toHaveLength(events);
  });

  it('takes what the text refers to from the rules of the case', async () => {
    const saved = await client.call('rules.save', {
      id: null,
      text: "title: Base\nid: 8c3a0f5e-0000-4000-8000-000000000002\nname: base\nlogsource:\n  product: any\ndetection:\n  sel:\n    Image|contains: 'good'\n  condition: sel\n",
    });
    expect(saved.ok).toBe(true);
    const found = await preview(
      'title: Two of them\nid: 8c3a0f5e-0000-4000-8000-000000000003\nlevel: high\ncorrelation:\n  type: event_count\n  rules:\n    - base\n  timespan: 1m\n  condition:\n    gte: 2\n',
    );
    expect(found.diagnostics).toEqual([]);
    expect(found).toMatchObject({ findings: 1, events: 2 });
  });

  it('says what is wrong and reads nothing', async () => {
    const found = await preview(
      'title: Bad\nlogsource:\n  product: any\ndetection:\n  sel:\n    a|nonsense: x\n  condition: sel\n',
    );
    expect(found.diagnostics.map(({ code }) => code)).toContain('rule.unknown-modifier');
    expect(found.scanned).toBe(0);
  });
});

describe('the preview of a rule for another log source', () => {
  let folder: string;
  let app: App;
  let client: Client;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-preview-'));
    ({ app, client } = await openApp(folder));
    const path = join(folder, 'flows.log');
    writeFileSync(
      path,
      'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n' +
        '2 123456789012 eni-1 10.0.0.1 10.0.0.2 4711 22 6 4 400 1772704800 1772704860 ACCEPT OK\n',
    );
    await client.call('evidence.import', { files: [app.mintToken(path)] });
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['product: aws', true],
    ['product: windows', false],
  ])('%s applies: %s', async (logSource, applicable) => {
    const text = rule("sel:\n  action: 'NONE'\ncondition: sel").replace('product: any', logSource);
    const answer = await client.call('rules.preview', { text });
    expect(answer.ok && answer.value).toMatchObject({ findings: 0, applicable });
  });
});
