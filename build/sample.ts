// Makes the sample case that ships in resources/sample: `node build/sample.ts`. Its output is kept in
// the repository; the same seed gives the same records. All people, hosts and addresses are made up;
// addresses come from the ranges that are reserved for documentation.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { botWeek, SAMPLE_KEY } from './sample/bot-week.ts';
import { sealAndDamage, writeDatabase } from './sample/chain.ts';
import { trailFiles } from './sample/trail-week.ts';

const LISTED_ADDRESS = '203.0.113.45';

const DESCRIPTION = {
  title: 'Sample case: a week at a small trading firm',
  description:
    'A hash-chained log of a trading bot and the CloudTrail of its AWS account, 2 to 8 March 2026. On Wednesday somebody guesses a password, changes a withdrawal address and stops the trail. One entry of the log was altered afterwards, and three are missing.',
  evidence: ['bot-log.db', 'cloudtrail'],
  hmacKey: 'bot-log.key',
  threatList: 'threats.txt',
};

export function makeSample(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeDatabase(join(folder, 'bot-log.db'), sealAndDamage(botWeek(LISTED_ADDRESS), SAMPLE_KEY));
  writeFileSync(join(folder, 'bot-log.key'), `${SAMPLE_KEY}\n`);
  writeFileSync(
    join(folder, 'threats.txt'),
    `# Addresses that the sample firm watches for\n${LISTED_ADDRESS}\n198.51.100.192/26\n`,
  );
  for (const { path, bytes } of trailFiles(LISTED_ADDRESS)) {
    const file = join(folder, 'cloudtrail', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  writeFileSync(join(folder, 'sample.json'), `${JSON.stringify(DESCRIPTION, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  makeSample(join(dirname(dirname(fileURLToPath(import.meta.url))), 'resources', 'sample'));
}
