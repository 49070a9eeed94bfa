import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditHash } from '../../../shared/sealing/hash-chain.ts';
import { nodeHashes } from './made-log.ts';

describe('the hash of an audit line', () => {
  it('is the same for the same line after the same hash', () => {
    const line = () => auditHash(nodeHashes, 'aa', ['1', 'opened a case', '']);
    expect(line()).toBe(line());
    expect(line()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differs when any field, their borders or the hash before differ', () => {
    const lists = fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 4 });
    fc.assert(
      fc.property(lists, lists, (a, b) => {
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        const [first = '', ...rest] = a;
        const [otherFirst = '', ...otherRest] = b;
        const isSameLine = auditHash(nodeHashes, '', a) === auditHash(nodeHashes, '', b);
        expect(isSameLine).toBe(isSame);
        if (first !== otherFirst) {
          expect(auditHash(nodeHashes, first, rest)).not.toBe(
            auditHash(nodeHashes, otherFirst, otherRest),
          );
        }
      }),
    );
  });

  it.each([
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [
      ['1:a', ''],
      ['1', ':a'],
    ],
    [['\ud800'], ['\ud801']],
    [['\ud800'], ['"\\ud800"']],
    [[''], []],
  ])('tells %j from %j', (a, b) => {
    expect(auditHash(nodeHashes, '', a)).not.toBe(auditHash(nodeHashes, '', b));
  });
});
