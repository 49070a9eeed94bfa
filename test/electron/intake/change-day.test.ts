import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gather } from './gather.ts';
import { givenFiles } from './given-files.ts';

const { put } = givenFiles();

async function formatOfFileFrom(changed: Date): Promise<string | undefined> {
  const path = put('a.log', 'Mar  5 10:00:00 h cron[1]: a\nMar  6 10:00:00 h cron[1]: b\n');
  utimesSync(path, changed, changed);
  const { files, events } = await gather(path);
  expect(events).toHaveLength(2);
  return files[0]?.format;
}

describe('the day on which a file was last changed', () => {
  it('gives stamps without a year theirs', async () => {
    expect(await formatOfFileFrom(new Date('2026-03-07T00:00:00Z'))).toMatch(/^syslog:2026-03-07/);
  });

  it.each(['1970-01-01T00:00:00Z', '1980-01-01T00:00:00Z'])(
    'is none where whatever copied it did not set it: %s',
    async (day) => {
      expect(await formatOfFileFrom(new Date(day))).toMatch(/^syslog:unknown/);
    },
  );
});
