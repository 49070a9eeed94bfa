import { describe, expect, it } from 'vitest';
import { columnConstraints } from '../../../shared/query/column-constraints.ts';
import { parseQuery } from '../../../shared/query/parse.ts';

describe('the constraints on columns', () => {
  function accepted(query: string, column: string, value: string): boolean | undefined {
    const parsed = parseQuery(query);
    if (!parsed.ok) throw new Error(parsed.error.message);
    const found = columnConstraints(parsed.value).filter((each) => each.column === column);
    return found.length === 0 ? undefined : found.every((each) => each.accepts(value));
  }

  it('cover what must hold of one column, without regard to case', () => {
    expect(accepted('user.name:alice login', 'user.name', 'Alice')).toBe(true);
    expect(accepted('user.name:alice login', 'user.name', 'bob')).toBe(false);
    expect(accepted('source.ip:10.0.0.0/8', 'source.ip', '10.9.9.9')).toBe(true);
    expect(accepted('event.action:Put*', 'event.action', 'DeleteObject')).toBe(false);
  });

  it('leave events without the column to be looked at for a short name, and not for the column itself', () => {
    expect(accepted('user:alice', 'user.name', '')).toBe(true);
    expect(accepted('user.name:alice', 'user.name', '')).toBe(false);
  });

  it('say nothing about what is negated, optional, or spread over two columns', () => {
    expect(accepted('NOT user:alice', 'user.name', 'bob')).toBeUndefined();
    expect(accepted('user:alice OR login', 'user.name', 'bob')).toBeUndefined();
    expect(accepted('ip:10.0.0.1', 'source.ip', '10.0.0.2')).toBeUndefined();
    expect(accepted('login', 'user.name', 'bob')).toBeUndefined();
  });

  it('join alternatives over the same column', () => {
    expect(accepted('level:(info OR error)', 'log.level', 'ERROR')).toBe(true);
    expect(accepted('level:(info OR error)', 'log.level', 'warning')).toBe(false);
  });
});
