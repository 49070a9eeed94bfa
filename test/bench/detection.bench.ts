// Detection with many rules: how the cost grows with the rules that are loaded, for several kinds of
// logs, beside what taking the same lines apart costs. The rules are made here, in the shape that
// public rules have: names of programs, words in command lines, names of API calls, a few expressions.

import { createHash, createHmac } from 'node:crypto';
import { Plan } from '../../shared/detection/plan.ts';
import { loadRuleSet, type RuleFile, type RuleSet } from '../../shared/detection/rule-set.ts';
import type { Hashes } from '../../shared/base/hashes.ts';
import { timeUs } from '../../shared/base/time.ts';
import type { Fields, LogSource } from '../../shared/domain/event.ts';
import type { BenchLine, BenchSize } from './bench-line.ts';
import { previewLines } from './preview-lines.ts';
import { publicRuleLines } from './public-rules.ts';

const HASHES: Hashes = {
  sha256: (data) => createHash('sha256').update(data).digest(),
  sha256Hex: (data) => createHash('sha256').update(data).digest('hex'),
  hmacSha256Hex: (key, data) => createHmac('sha256', key).update(data).digest('hex'),
};
const FEWEST = 250;
const MOST = 3_700;
const COUNTS = [FEWEST, 1_000, MOST];
const TARGET_PER_SECOND = 100_000;
/** With fifteen times the rules an event may cost this much more. */
const FLAT = 2;

/** With the first of them rules are arranged and compiled, and what events look like is learned. */
const FIRST_EVENTS = 1_000;

export async function run(size: BenchSize): Promise<readonly BenchLine[]> {
  const events = size === 'full' ? 100_000 : 10_000;
  const lines: BenchLine[] = [];
  let set: RuleSet | undefined;
  const files = ruleFiles(MOST);
  const loadMs = cpuMs(() => (set = loadRuleSet(files, HASHES)));
  lines.push(figure(`detection, ${String(MOST)} rules read`, loadMs, 'ms CPU'));
  if (set === undefined) return lines;
  let allMs = 0;
  let allParseMs = 0;
  for (const { name, source, make } of LOGS) {
    const random = randomFrom(7);
    const texts = Array.from({ length: events }, () => JSON.stringify(make(random)));
    const parseMs = cpuMs(() => texts.forEach((text) => JSON.parse(text)));
    let fewMs = 0;
    // The first run of anything pays for its compilation.
    for (const count of COUNTS) evaluate(set, count, source, texts.slice(0, FIRST_EVENTS * 2));
    for (const count of COUNTS) {
      const { startMs, ms } = evaluate(set, count, source, texts);
      if (count === FEWEST) fewMs = ms;
      const isLast = count === MOST;
      if (isLast) {
        allMs += ms;
        allParseMs += parseMs;
        lines.push(figure(`detection, ${name}, ${String(count)} rules, start`, startMs, 'ms CPU'));
      }
      lines.push({
        name: `detection, ${name}, ${String(count)} rules`,
        value: events / (ms / 1_000),
        unit: 'events/s',
        limit: events / (parseMs / 1_000),
        ratio: parseMs / ms,
        target: isLast ? `≤ ${String(FLAT)} × the time of ${String(FEWEST)} rules` : '',
        ok: isLast ? ms <= FLAT * fewMs : null,
      });
      if (isLast) {
        const growth = ms / fewMs;
        lines.push(
          figure(`detection, ${name}, ${String(MOST / FEWEST)} × rules`, growth, '× time'),
        );
      }
    }
  }
  const perSecond = (events * LOGS.length) / (allMs / 1_000);
  lines.push({
    name: `detection, all logs, ${String(MOST)} rules`,
    value: perSecond,
    unit: 'events/s',
    limit: (events * LOGS.length) / (allParseMs / 1_000),
    ratio: allParseMs / allMs,
    target: `≥ ${String(TARGET_PER_SECOND)} events/s on one core`,
    ok: perSecond >= TARGET_PER_SECOND,
  });
  return [...lines, ...(await publicRuleLines(size)), ...(await previewLines(size))];
}

function figure(name: string, value: number, unit: string): BenchLine {
  return { name, value, unit, limit: null, ratio: null, target: '', ok: null };
}

/** What the first events cost, and what as many as all of them cost from then on. */
function evaluate(
  set: RuleSet,
  count: number,
  logSource: LogSource | undefined,
  texts: readonly string[],
): { readonly startMs: number; readonly ms: number } {
  const step = set.rules.length / count;
  const wanted = new Set(Array.from({ length: count }, (_, i) => Math.floor(i * step)));
  let plan: Plan | undefined;
  const match = (raw: string, id: number) => {
    const fields = JSON.parse(raw) as Fields;
    plan?.evaluate(
      { id, timeUs: timeUs(id), nanos: 0, ecs: {}, fields, logSource, raw },
      () => undefined,
    );
  };
  const startMs = cpuMs(() => {
    plan = new Plan(set, wanted, 'UTC', 'auto');
    texts.slice(0, FIRST_EVENTS).forEach(match);
  });
  return { startMs, ms: cpuMs(() => texts.forEach(match)) };
}

/** Of this thread's own work: other work on the machine does not count. */
function cpuMs(work: () => void): number {
  const started = process.cpuUsage().user;
  work();
  return Math.max(0.001, (process.cpuUsage().user - started) / 1_000);
}

/** The same numbers from the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

function pick<T>(random: Random, values: readonly [T, ...T[]]): T {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

function hex(random: Random, length: number): string {
  let text = '';
  while (text.length < length) text += Math.floor(random() * 16).toString(16);
  return text;
}

const SYLLABLES = ['ka', 'lo', 'mi', 'ren', 'tos', 'vel', 'dar', 'shu', 'pex', 'qui'] as const;

function word(random: Random, syllables = 3): string {
  return Array.from({ length: syllables }, () => pick(random, SYLLABLES)).join('');
}

interface Log {
  readonly name: string;
  readonly source: LogSource | undefined;
  readonly make: (random: Random) => Fields;
}

const FOLDER = 'C:\\Windows\\System32\\';
const PROGRAMS = ['svchost', 'cmd', 'powershell', 'rundll32', 'conhost', 'explorer'] as const;

function processFields(random: Random): Fields {
  const image = `${FOLDER}${pick(random, PROGRAMS)}.exe`;
  return {
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Computer: `ws${String(Math.floor(random() * 40))}.corp.example`,
    UtcTime: '2024-05-01 10:00:00.123',
    ProcessGuid: hex(random, 36),
    ProcessId: Math.floor(random() * 20_000),
    Image: image,
    Company: 'Example Corporation',
    OriginalFileName: `${pick(random, PROGRAMS)}.exe`,
    CommandLine: `${image} -k ${pick(random, ['netsvcs', 'local', 'launch -p'])} --id ${hex(random, 40)}`,
    CurrentDirectory: FOLDER,
    User: pick(random, ['CORP\\bob', 'CORP\\alice', 'NT AUTHORITY\\SYSTEM']),
    IntegrityLevel: pick(random, ['System', 'Medium', 'High']),
    Hashes: `SHA1=${hex(random, 40)},SHA256=${hex(random, 64)},IMPHASH=${hex(random, 32)}`,
    ParentImage: `${FOLDER}${pick(random, PROGRAMS)}.exe`,
    ParentCommandLine: `${pick(random, PROGRAMS)} ${hex(random, 12)}`,
  };
}

function trailFields(random: Random): Fields {
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROA${hex(random, 16)}:session`,
      arn: `arn:aws:sts::123456789012:assumed-role/app/${hex(random, 8)}`,
      accountId: '123456789012',
      sessionContext: { sessionIssuer: { type: 'Role', userName: 'app' } },
    },
    eventTime: '2024-05-01T10:00:00Z',
    eventSource: pick(random, ['s3.amazonaws.com', 'ec2.amazonaws.com', 'sts.amazonaws.com']),
    eventName: pick(random, ['GetObject', 'DescribeInstances', 'AssumeRole', 'Decrypt']),
    awsRegion: 'eu-central-1',
    sourceIPAddress: `10.${String(Math.floor(random() * 255))}.1.7`,
    userAgent: 'aws-sdk-java/1.11.1 Linux/5.4 OpenJDK',
    requestParameters: { bucketName: 'data', key: `k/${hex(random, 20)}` },
    responseElements: null,
    requestID: hex(random, 16),
    eventID: hex(random, 32),
    readOnly: true,
    resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::data/${hex(random, 8)}` }],
    recipientAccountId: '123456789012',
  };
}

function loginFields(random: Random): Fields {
  const address = `10.0.0.${String(Math.floor(random() * 255))}`;
  return {
    host: 'web1',
    process: 'sshd',
    pid: Math.floor(random() * 30_000),
    message: pick(random, [
      `Failed password for root from ${address} port 22 ssh2`,
      `Accepted publickey for deploy from ${address} port 5522 ssh2`,
      `Connection closed by ${address} port 2222 [preauth]`,
    ]),
  };
}

const PROCESS: LogSource = { product: 'windows', category: 'process_creation' };
const TRAIL: LogSource = { product: 'aws', service: 'cloudtrail' };
const LOGIN: LogSource = { product: 'linux', service: 'sshd' };

const LOGS: readonly Log[] = [
  { name: 'processes', source: PROCESS, make: processFields },
  { name: 'API calls', source: TRAIL, make: trailFields },
  { name: 'logins', source: LOGIN, make: loginFields },
  { name: 'lines of no known source', source: undefined, make: trailFields },
];

/** Half of them for processes, as in public collections. */
function ruleFiles(count: number): RuleFile[] {
  const random = randomFrom(11);
  return Array.from({ length: count }, (_, i): RuleFile => {
    const [source, detection] =
      i % 2 === 0
        ? ([PROCESS, processRule(random)] as const)
        : i % 4 === 1
          ? ([TRAIL, trailRule(random)] as const)
          : ([LOGIN, loginRule(random)] as const);
    const where = Object.entries(source).map(([part, name]) => `  ${part}: ${name}\n`);
    return {
      path: `rule${String(i)}.yml`,
      text: `title: Rule ${String(i)}\nid: rule-${String(i)}\nlevel: low\nlogsource:\n${where.join('')}detection:\n${detection}`,
      origin: 'own',
      pack: 'bench',
    };
  });
}

function processRule(random: Random): string {
  const program = random() < 0.3 ? pick(random, PROGRAMS) : word(random);
  const words = Array.from({ length: 1 + Math.floor(random() * 8) }, () => ` -${word(random, 2)}`);
  const expression =
    random() < 0.05 ? `  re:\n    CommandLine|re: '\\s-${word(random)}\\d+'\n` : '';
  return `  image:\n    - Image|endswith: '\\${program}.exe'\n    - OriginalFileName: '${program}.exe'\n  line:\n    CommandLine|contains:\n${words.map((each) => `      - '${each}'\n`).join('')}${expression}  filter:\n    ParentImage|startswith: 'C:\\Program Files\\'\n  condition: ${expression === '' ? 'image and line' : 'image and (line or re)'} and not filter\n`;
}

function trailRule(random: Random): string {
  return `  sel:\n    eventSource: '${pick(random, ['s3', 'ec2', 'iam', 'sts', 'kms'])}.amazonaws.com'\n    eventName:\n      - 'Put${word(random)}'\n      - 'Delete${word(random)}'\n  filter:\n    userIdentity.arn|contains: '${word(random)}'\n  condition: sel and not filter\n`;
}

function loginRule(random: Random): string {
  return `  keywords:\n    - '${word(random)} ${word(random)}'\n    - 'error: ${word(random)}'\n  condition: keywords\n`;
}
