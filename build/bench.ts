// `npm run bench`: speed and size on data made on the spot, with the machine's own limit beside each
// figure. Never fails for a slow figure: a bench, not a timed test.
//
//   npm run bench                      every bench at its full size
//   npm run bench -- --size small      a size for a quick look, as CI runs it
//   npm run bench -- --only queries    benches by name, separated by commas
//   npm run bench -- --json FILE       the figures as JSON as well; - for standard output alone

import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench, BenchLine } from '../test/bench/bench-line.ts';

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  import: () => import('../test/bench/import.bench.ts'),
  'chained-verify': () => import('../test/bench/chained-verify.bench.ts'),
  seal: () => import('../test/bench/seal.bench.ts'),
  detection: () => import('../test/bench/detection.bench.ts'),
  queries: () => import('../test/bench/queries.bench.ts'),
  cipher: () => import('../test/bench/cipher.bench.ts'),
};

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'full' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const { size } = values;
if (size !== 'small' && size !== 'full') {
  console.error(`--size is small or full, not ${size}.`);
  process.exit(2);
}
const known = Object.keys(BENCHES);
const wanted = values.only?.split(',') ?? known;
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(2);
}

const toStdout = values.json === '-';
const say = (text: string): void => {
  if (!toStdout) process.stdout.write(`${text}\n`);
};
const [core] = cpus();
say(
  `${String(cpus().length)} × ${core?.model.trim() ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}, size ${size}`,
);
const lines: BenchLine[] = [];
for (const name of wanted) {
  say(`\n${name}`);
  const bench = await BENCHES[name]?.();
  const measured = (await bench?.run(size)) ?? [];
  lines.push(...measured);
  for (const line of measured) say(row(line));
}
const text = `${JSON.stringify(lines, null, 2)}\n`;
if (toStdout) process.stdout.write(text);
else if (values.json !== undefined) writeFileSync(values.json, text);

function row({ name, value, unit, limit, ratio, target, ok }: BenchLine): string {
  const parts = [
    name.padEnd(58),
    `${figure(value)} ${unit}`.padStart(22),
    (limit === null ? '' : `limit ${figure(limit)}`).padStart(18),
    (ratio === null ? '' : `${ratio.toFixed(2)} ×`).padStart(9),
    target.padStart(22),
    ok === null ? '' : ok ? '  reached' : '  not reached',
  ];
  return `  ${parts.join(' ').trimEnd()}`;
}

function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 3;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
