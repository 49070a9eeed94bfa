import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { StepClient } from '../../../electron/engine/steps.ts';
import { matchOnThreads } from '../../../electron/workers/match-threads.ts';
import { openEngines, type Engines } from './open-engines.ts';

const USERS = ['ann', 'bob', 'cyd'] as const;
const CALLS = [
  { eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' },
  { eventSource: 'iam.amazonaws.com', eventName: 'CreateAccessKey' },
  { eventSource: 'secretsmanager.amazonaws.com', eventName: 'GetSecretValue' },
  { eventSource: 's3.amazonaws.com', eventName: 'GetObject' },
] as const;

interface Draft {
  readonly minute: number;
  readonly user: number;
  readonly call: number;
  readonly failed: boolean;
  readonly id: number;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  minute: fc.nat(600),
  user: fc.nat(USERS.length - 1),
  call: fc.nat(CALLS.length - 1),
  failed: fc.boolean(),
  id: fc.nat(10_000),
});

/** One file of a trail; the same draft is the same event wherever it stands. */
function lineOf({ minute, user, call, failed, id }: Draft): string {
  const userName = USERS[user];
  const at = Date.UTC(2026, 2, 5) + minute * 60_000 + (id % 60) * 1_000;
  return JSON.stringify({
    eventVersion: '1.08',
    userIdentity: { type: user === 0 ? 'Root' : 'IAMUser', userName, arn: `arn:${userName}` },
    eventTime: new Date(at).toISOString(),
    ...CALLS[call],
    awsRegion: 'eu-central-1',
    sourceIPAddress: `192.0.2.${String(1 + (id % 3))}`,
    responseElements: call === 0 ? { ConsoleLogin: failed ? 'Failure' : 'Success' } : null,
    ...(failed && call === 1 ? { errorCode: 'AccessDenied' } : {}),
    recipientAccountId: '111122223333',
    eventID: `e-${String(id)}-${String(minute)}-${String(user)}-${String(call)}-${String(failed)}`,
    eventType: 'AwsApiCall',
  });
}

const rule = (id: string, name: string, call: string) =>
  `title: ${id}\nid: ${id}\nname: ${name}\nlevel: medium\nlogsource:\n  product: aws\n  service: cloudtrail\ndetection:\n  sel:\n    eventName: ${call}\n  condition: sel\nx-sealwatch-group-by: [userIdentity.userName]\n`;

const count = (id: string, of: string, condition: string) =>
  `---\ntitle: ${id}\nid: ${id}\nlevel: high\ncorrelation:\n  type: event_count\n  rules: [${of}]\n  group-by: [userIdentity.userName]\n  timespan: 20m\n  condition:\n    ${condition}\n`;

const OWN: readonly string[] = [
  rule('own-read', 'own_read', 'GetObject'),
  rule('own-read', 'own_read', 'GetObject') + count('own-many', 'own_read', 'gte: 3'),
  rule('own-key', 'own_key', 'CreateAccessKey') + count('own-few', 'own_key', 'lte: 1'),
  rule('own-key', 'own_key', '"*Key"'),
];

type Act =
  /** `again`: which line from before stands in the first of the files too. */
  | {
      readonly kind: 'import';
      readonly files: readonly (readonly Draft[])[];
      readonly again: number;
    }
  | { readonly kind: 'rule'; readonly rule: number }
  | { readonly kind: 'switch'; readonly rule: number; readonly enabled: boolean }
  /** Ends after so many portions of hits were kept. */
  | { readonly kind: 'detect'; readonly portions: number; readonly how: 'cancel' | 'kill' };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('import' as const),
      files: fc.array(fc.array(draft, { minLength: 1, maxLength: 6 }), {
        minLength: 1,
        maxLength: 12,
      }),
      again: fc.nat(),
    }),
  },
  fc.record({ kind: fc.constant('rule' as const), rule: fc.nat(OWN.length - 1) }),
  fc.record({
    kind: fc.constant('switch' as const),
    rule: fc.nat(40),
    enabled: fc.boolean(),
  }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('detect' as const),
      portions: fc.nat(3),
      how: fc.constantFrom('cancel' as const, 'kill' as const),
    }),
  },
);

let folder = '';
let engines: Engines;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-incremental-'));
  engines = openEngines(folder);
});
afterEach(() => {
  engines.close();
  rmSync(folder, { recursive: true });
});

/** A run that ends in the middle; what it kept until then stays. */
async function detectInPart(portions: number, how: 'cancel' | 'kill'): Promise<void> {
  const abort = new AbortController();
  let kept = 0;
  const saveHits: StepClient['saveHits'] = async (args) => {
    if (kept++ >= portions) {
      if (how === 'kill') throw new FailureError(failure('thread.ended', 'It was killed.'));
      abort.abort();
    }
    // Some of a portion is written, as when blocks come in smaller ones.
    await engines.steps.saveHits({ ...args, blocks: args.blocks.filter(({ id }) => id % 3 > 0) });
  };
  await engines.detect({ signal: abort.signal, steps: { saveHits } }).catch((error: unknown) => {
    if (!(error instanceof FailureError)) throw error;
  });
}

describe('detection in a case', () => {
  it('finds the same whatever was matched before, in whatever order evidence and rules came', async () => {
    let found = 0;
    let number = 0;
    const names: string[] = [];
    let lines: string[] = [];
    const run = async (each: Act): Promise<void> => {
      switch (each.kind) {
        case 'import': {
          const before = lines.length === 0 ? [] : [lines[each.again % lines.length] ?? ''];
          const paths = each.files.map((drafts, i) => {
            const path = join(folder, `trail-${String(number++)}.jsonl`);
            const own = [...drafts.map(lineOf), ...(i === 0 ? before : [])];
            writeFileSync(path, `${own.join('\n')}\n`);
            lines.push(...own);
            return path;
          });
          await engines.import(paths);
          return;
        }
        case 'rule': {
          const text = OWN[each.rule] ?? '';
          const [, id = null] = /^id: (.*)$/m.exec(text) ?? [];
          const taken = engines.reader.store.work.ownRules();
          const mine = taken.find((own) => own.text.includes(`\nid: ${String(id)}\n`));
          engines.command('rules.save', { id: mine?.id ?? null, text });
          return;
        }
        case 'switch': {
          const { rules } = engines.reader.catalogue.current();
          const id = rules[each.rule % rules.length]?.id;
          engines.command('rules.setEnabled', { id, enabled: each.enabled });
          return;
        }
        case 'detect':
          await detectInPart(each.portions, each.how);
      }
    };
    await fc.assert(
      fc
        .asyncProperty(fc.array(act, { minLength: 3, maxLength: 10 }), async (acts) => {
          for (const each of acts) await run(each);
          const incremental = await engines.detect();
          const atOnce = await engines.detectAtOnce();
          expect(incremental).toEqual(atOnce);
          await engines.forgetHits();
          expect(await engines.detect()).toEqual(atOnce);
          found += atOnce.length;
          names.push(...atOnce.map((finding) => finding.ruleId));
        })
        .beforeEach(() => {
          engines.close();
          rmSync(folder, { recursive: true });
          folder = mkdtempSync(join(tmpdir(), 'sealwatch-incremental-'));
          engines = openEngines(folder);
          lines = [];
        }),
      { numRuns: 6, seed: 20_260_305 },
    );
    expect(found).toBeGreaterThan(50);
    expect(new Set(names).size).toBeGreaterThan(3);
  }, 120_000);

  it('finds the same on several threads as on none', async () => {
    const drafts = fc.sample(fc.array(draft, { minLength: 40, maxLength: 40 }), {
      numRuns: 12,
      seed: 7,
    });
    const paths = drafts.map((each, i) => {
      const path = join(folder, `trail-${String(i)}.jsonl`);
      writeFileSync(path, each.map(lineOf).join('\n'));
      return path;
    });
    await engines.import(paths);
    const here = await engines.detect();
    await engines.forgetHits();
    const onThreads = await engines.detect({ startMatchers: (rules) => matchOnThreads(2, rules) });
    expect(onThreads).toEqual(here);
    expect(here.length).toBeGreaterThan(10);
  }, 60_000);

  it('matches nothing again that it has matched, and a changed rule alone', async () => {
    const saved: (readonly [keys: number, blocks: number])[] = [];
    const saveHits: StepClient['saveHits'] = async (args) => {
      saved.push([args.keys.length, args.blocks.length]);
      await engines.steps.saveHits(args);
    };
    const paths = ['a', 'b', 'c'].map((name, i) => {
      const path = join(folder, `${name}.jsonl`);
      writeFileSync(path, lineOf({ minute: i, user: 1, call: 3, failed: false, id: i }));
      return path;
    });
    engines.command('rules.save', { id: null, text: OWN[0] });
    await engines.import(paths.slice(0, 2));
    await engines.detect({ steps: { saveHits } });
    const all = saved[0]?.[0] ?? 0;
    expect(saved).toEqual([[all, 2]]);
    await engines.detect({ steps: { saveHits } });
    expect(saved).toHaveLength(1);
    await engines.import(paths.slice(2));
    await engines.detect({ steps: { saveHits } });
    expect(saved.slice(1)).toEqual([[all, 1]]);
    const changed = (OWN[0] ?? '').replace('GetObject', 'PutObject');
    engines.command('rules.save', { id: 'own-read', text: changed });
    await engines.detect({ steps: { saveHits } });
    expect(saved.slice(2)).toEqual([[1, 3]]);
    // What the rule matched before it was changed is of no use to anybody.
    const keys = engines.reader.store.hits.sets().map((set) => set.keys.length);
    expect(keys).toEqual([all, 1]);
  });

  it('keeps what was found until it was cancelled', async () => {
    const path = join(folder, 'trail.jsonl');
    writeFileSync(path, lineOf({ minute: 1, user: 0, call: 0, failed: false, id: 1 }));
    await engines.import([path]);
    const abort = new AbortController();
    const saveFindings = () => Promise.reject(new Error('nothing is to be saved'));
    const saveHits: StepClient['saveHits'] = async (args) => {
      await engines.steps.saveHits(args);
      abort.abort();
    };
    const run = engines.detect({ signal: abort.signal, steps: { saveHits, saveFindings } });
    await expect(run).rejects.toMatchObject({ failure: { code: 'job.cancelled' } });
    expect(engines.reader.store.hits.matched().size).toBe(1);
  });
});

describe('rules that are looked for while evidence is read', () => {
  const records = fc.sample(draft, { numRuns: 9_000, seed: 5 });

  it('leave nothing to match afterwards, and find what reading again finds', async () => {
    const path = join(folder, 'trail.jsonl');
    writeFileSync(path, records.map(lineOf).join('\n'));
    await engines.import([path]);
    const zones = engines.reader.store.columns.zones();
    expect(zones.length).toBeGreaterThan(2);
    expect(engines.reader.store.hits.matched().size).toBe(zones.length);
    const nothingToDo = () => Promise.reject(new Error('there is nothing left to match'));
    const onTheWay = await engines.detect({ steps: { saveHits: nothingToDo } });
    await engines.forgetHits();
    expect(await engines.detect()).toEqual(onTheWay);
    expect(onTheWay.length).toBeGreaterThan(20);
  }, 60_000);

  it('are kept with the batches that an import that ended early had committed', async () => {
    const path = join(folder, 'trail.jsonl');
    writeFileSync(path, records.map(lineOf).join('\n'));
    const importFinish = () =>
      Promise.reject(new FailureError(failure('thread.ended', 'It was killed.')));
    await engines.import([path], { importFinish }).catch(() => undefined);
    const { store } = engines.reader;
    expect(store.hits.matched().size).toBe(store.columns.zones().length);
    await engines.import([path]);
    expect(await engines.detect()).toEqual(await engines.detectAtOnce());
  }, 60_000);
});
