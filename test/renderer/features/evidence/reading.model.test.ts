// How files are to be read, from what was typed.

import { describe, expect, it } from 'vitest';
import {
  EMPTY_READING,
  readingOptions,
} from '../../../../renderer/features/evidence/reading.model.ts';

describe('settings for files that are opened', () => {
  it('are none where nothing was typed', () => {
    expect(readingOptions(EMPTY_READING)).toEqual({ ok: true, value: {} });
    const blank = { ...EMPTY_READING, timeField: ' ', table: ' ', columns: { data: '' } };
    expect(readingOptions(blank)).toEqual({ ok: true, value: {} });
  });

  it('name only what differs from the usual names', () => {
    const form = {
      ...EMPTY_READING,
      timeField: 'seen_at',
      table: '',
      columns: { chain_hash: ' link ', data: 'data' },
    };
    expect(readingOptions(form)).toEqual({
      ok: true,
      value: {
        timeField: 'seen_at',
        chainLayout: '{"table":"secure_logs","columns":{"chain_hash":"link"}}',
      },
    });
  });

  it('are the format and the zone where they are given', () => {
    const form = { ...EMPTY_READING, format: 'syslog', zone: ' Europe/Berlin ' };
    expect(readingOptions(form)).toEqual({
      ok: true,
      value: { format: 'syslog', zone: 'Europe/Berlin' },
    });
  });

  it('are refused where there is no such zone', () => {
    expect(readingOptions({ ...EMPTY_READING, zone: 'Mars/Base' })).toMatchObject({ ok: false });
  });

  it('are refused where two columns would have one name', () => {
    const form = { ...EMPTY_READING, columns: { chain_hash: 'content_hash' } };
    expect(readingOptions(form)).toMatchObject({
      ok: false,
      error: 'The names cannot be used: both content_hash and chain_hash are named "content_hash".',
    });
  });
});
