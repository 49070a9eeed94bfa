import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../shared/base/bytes.ts';
import { createJsonFramer } from '../../../../shared/formats/framing/json.ts';
import { bytesAccountedFor, cutWith, texts } from './collect.ts';

const BROKEN = '{"time":5 "bad","of":[{"x":1},{"x":"}]"}]}';
const DEEP = `{"time":4,"d":${'['.repeat(300)}${']'.repeat(300)}}`;
const UNCLOSED = '{"time":6,"d":[[{"x":1}}';

describe('a list of records that begin with different keys', () => {
  it.each([
    ['a broken one', BROKEN],
    ['one that is nested too deep', DEEP],
  ])('loses %s and none of those behind it', (_, bad) => {
    const bytes = utf8(`[{"a":1},${bad} , {"b":2},{"c":{"d":[1]}}]`);
    const cut = cutWith(createJsonFramer({}), bytes);
    expect(texts(cut)).toEqual(['{"a":1}', '{"b":2}', '{"c":{"d":[1]}}']);
    expect(cut.told.filter(({ kind }) => kind === 'rejected')).toHaveLength(1);
    expect(bytesAccountedFor(cut)).toBe(bytes.length);
  });

  it('goes on at a key that is known where the brackets do not tell', () => {
    const bytes = utf8(`[{"time":1},${UNCLOSED},{"time":2},{"other":3}]`);
    expect(texts(cutWith(createJsonFramer({}), bytes))).toEqual([
      '{"time":1}',
      '{"time":2}',
      '{"other":3}',
    ]);
  });

  it('is cut the same however its bytes arrive', () => {
    const bytes = utf8(
      `{"Records":[{"a":1},${BROKEN}\n,{"b":2},${DEEP},{"c":3},${UNCLOSED},{"c":4}]}`,
    );
    const framer = () => createJsonFramer({ containerKeys: ['Records'] });
    const whole = cutWith(framer(), bytes);
    expect(texts(whole)).toEqual(['{"a":1}', '{"b":2}', '{"c":3}', '{"c":4}']);
    fc.assert(
      fc.property(fc.array(fc.nat()), (cuts) => {
        expect(cutWith(framer(), bytes, cuts)).toEqual(whole);
      }),
    );
  });
});
