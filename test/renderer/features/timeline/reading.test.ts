import { describe, expect, it } from 'vitest';
import {
  cellTerm,
  cellText,
  columnsFrom,
  deltaText,
  levelTone,
  nextCell,
  toggledColumn,
} from '../../../../renderer/features/timeline/columns.model.ts';
import { fieldLines, prettyJson } from '../../../../renderer/features/timeline/record.model.ts';
import {
  readHistory,
  withSearch,
} from '../../../../renderer/features/timeline/search-history.model.ts';
import {
  countedField,
  fieldSuggestions,
  valueSuggestions,
  withSuggestion,
  wordAt,
} from '../../../../renderer/features/timeline/suggest.model.ts';
import type { EventRow } from '../../../../shared/contract/schemas.ts';
import { timeUs } from '../../../../shared/base/time.ts';

describe('a record laid out', () => {
  it('keeps every digit and the order of its keys', () => {
    const raw = '{"b":12345678901234567890,"a":45000.00,"c":[],"d":{"x":"a, {b}: \\"q\\""}}';
    const pretty = prettyJson(raw) ?? '';
    expect(pretty).toContain('12345678901234567890');
    expect(pretty).toContain('"a": 45000.00');
    expect(pretty).toContain('"c": []');
    expect(pretty.replace(/\s/g, '')).toBe(raw.replace(/\s/g, ''));
  });
  it('is left as it is where it is not JSON', () => {
    expect(prettyJson('{not json')).toBeUndefined();
    expect(prettyJson('Jun  1 00:00:00 host sshd[1]: x')).toBeUndefined();
  });
});

describe('the fields of a record', () => {
  it('are lines with the path that a search takes', () => {
    const lines = fieldLines({ user: { id: 7, tags: ['x', { k: null }] }, ok: true });
    expect(lines.map((line) => [line.path, line.value, line.depth])).toEqual([
      ['user', undefined, 0],
      ['user.id', '7', 1],
      ['user.tags', undefined, 1],
      ['user.tags', 'x', 2],
      ['user.tags', undefined, 2],
      ['user.tags.k', 'null', 3],
      ['ok', 'true', 0],
    ]);
  });
});

function row(timeText: number | null, precision: EventRow['precision']): EventRow {
  return {
    id: 1,
    timeUs: timeText === null ? null : timeUs(timeText),
    nanos: 0,
    precision,
    sourceId: 1,
    exhibit: 'E01',
    level: '',
    action: '',
    outcome: '',
    user: '',
    ip: '',
    service: '',
    summary: '',
  };
}

describe('the time since the row before', () => {
  it('is exact where both times are', () => {
    expect(deltaText(row(1_500, 'us'), row(1_000, 'us'))).toBe('+500 µs');
    expect(deltaText(row(0, 'us'), row(61_000_000, 'us'))).toBe('−1 min 1 s');
  });
  it('claims nothing finer than the records know', () => {
    expect(deltaText(row(1_000_000, 's'), row(1_000_000, 'us'))).toBe('< 1 s');
    expect(deltaText(row(1_300_000, 'us'), row(1_000_000, 's'))).toBe('≈ 300 ms');
  });
  it('is blank beside an undated event', () => {
    expect(deltaText(row(null, 'us'), row(1, 'us'))).toBe('');
    expect(deltaText(row(1, 'us'), undefined)).toBe('');
  });
});

describe('columns', () => {
  it('are switched one by one, and never all off', () => {
    expect(columnsFrom('summary,time,nonsense').map((column) => column.id)).toEqual([
      'time',
      'summary',
    ]);
    expect(toggledColumn('time,summary', 'delta')).toBe('time,delta,summary');
    expect(columnsFrom(toggledColumn('time', 'time')).length).toBeGreaterThan(1);
  });
  it('colour levels by what they mean', () => {
    expect(['CRITICAL', 'Error', 'warn', 'INFO'].map(levelTone)).toEqual([
      'critical',
      'high',
      'medium',
      'none',
    ]);
  });
});

describe('a cell of the table', () => {
  const event: EventRow = {
    ...row(0, 'us'),
    exhibit: 'E01',
    user: 'dana roe',
    ip: '',
    summary: 'Login failed',
  };

  it('filters by the field behind its column', () => {
    expect(cellTerm('exhibit', event)).toBe('source:E01');
    expect(cellTerm('user', event)).toBe('user.name:"dana roe"');
  });
  it('filters by the absence of a value where it is empty', () => {
    expect(cellTerm('ip', event)).toBe('NOT _exists_:source.ip');
  });
  it('filters by nothing where no field stands behind it', () => {
    expect([cellTerm('time', event), cellTerm('summary', event)]).toEqual([undefined, undefined]);
  });
  it('is copied as it is, a time in UTC', () => {
    expect(cellText('summary', event)).toBe('Login failed');
    expect(cellText('time', event)).toBe('1970-01-01T00:00:00.000000Z');
  });
  it('is gone to with the arrows, past columns that cannot be filtered by', () => {
    const columns = columnsFrom('time,level,summary,user');
    expect(nextCell(columns, null, 1)).toBe('level');
    expect(nextCell(columns, 'level', 1)).toBe('user');
    expect(nextCell(columns, 'user', 1)).toBe('user');
    expect(nextCell(columns, 'summary', -1)).toBe('user');
    expect(nextCell(columnsFrom('time'), null, 1)).toBeNull();
  });
});

describe('suggestions', () => {
  it('are fields for a word and values behind a colon', () => {
    expect(wordAt('login AND us', 12)).toMatchObject({ start: 10, field: null, typed: 'us' });
    expect(wordAt('(user:adm', 9)).toMatchObject({ start: 1, field: 'user', typed: 'adm' });
    expect(wordAt('-user:"john d', 13)).toMatchObject({ start: 1, field: 'user', typed: 'john d' });
  });
  it('offer names that begin with what is typed before those that hold it', () => {
    expect(fieldSuggestions('user', ['data.user_id']).map((each) => each.text)).toEqual([
      'user',
      'user.name',
      'data.user_id',
    ]);
  });
  it('quote a value that needs it and replace just the word', () => {
    const word = wordAt('x AND user:j AND y', 12);
    const [first] = valueSuggestions('user', 'j', [{ value: 'john doe', count: 3 }]);
    expect(first && withSuggestion('x AND user:j AND y', word, first).query).toBe(
      'x AND user:"john doe" AND y',
    );
  });
  it('count the column that a short name stands for', () => {
    expect(['user', 'EXHIBIT', 'data.symbol'].map(countedField)).toEqual([
      'user.name',
      'source',
      'data.symbol',
    ]);
  });
});

describe('past searches', () => {
  it('are kept newest first, each once', () => {
    let history = withSearch([], 'a', 1);
    history = withSearch(history, 'b', 2);
    history = withSearch(history, ' a ', 3);
    expect(history.map((each) => each.q)).toEqual(['a', 'b']);
    expect(readHistory(JSON.stringify(history))).toEqual(history);
  });
  it('that were damaged read as none', () => {
    expect(readHistory('{')).toEqual([]);
    expect(readHistory('[{"q":1}]')).toEqual([]);
  });
});
