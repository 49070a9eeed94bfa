import { describe, expect, it } from 'vitest';
import { matches, refusals, detectionRule } from '../support.ts';

function matched(key: string, value: string, text: string): boolean {
  return matches(`selection:\n  field|${key}: ${value}\ncondition: selection`, { field: text });
}
function codes(key: string, value: string): readonly string[] {
  return refusals(detectionRule(`selection:\n  field|${key}: ${value}\ncondition: selection`));
}
const base64 = (text: string, encoding: BufferEncoding = 'utf8') =>
  Buffer.from(text, encoding).toString('base64');

describe('string modifiers in the order written', () => {
  it('find text as UTF-16 inside base64, at every offset', () => {
    for (const before of ['', 'x', 'xy']) {
      const bytes = Buffer.concat([Buffer.from(before), Buffer.from('http://', 'utf16le')]);
      const text = `${bytes.toString('base64').replace(/=+$/, '')}QUFB`;
      expect(matched('wide|base64offset|contains', 'http://', text)).toBe(true);
      expect(matched('utf16le|base64offset|contains', 'http://', text)).toBe(true);
      expect(matched('utf16be|base64offset|contains', 'http://', text)).toBe(false);
    }
  });

  it('put the byte order mark of utf16 before the text', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('cmd', 'utf16le')]);
    expect(matched('utf16|base64', 'cmd', bytes.toString('base64'))).toBe(true);
  });

  it('encode non-ASCII text by its UTF-8 bytes', () => {
    expect(matched('base64offset|contains', 'Grüße', base64('xGrüße.'))).toBe(true);
  });

  it('encode what contains and the like have not yet put wildcards around', () => {
    expect(matched('base64|contains', 'abc', `..${base64('abc')}..`)).toBe(true);
    expect(codes('contains|base64', 'abc')).toEqual(['rule.encoding-wildcard']);
  });

  it('leave wildcards where they are when they write UTF-16', () => {
    expect(matched('wide', "'a*b'", 'a\0zzzb\0')).toBe(true);
    expect(matched('contains|wide', 'ab', '..a\0b\0..')).toBe(true);
    expect(codes('base64', "'a*b'")).toEqual(['rule.encoding-wildcard']);
    expect(codes('wide|base64offset', "'a*b'")).toEqual(['rule.encoding-wildcard']);
  });

  it('encode every kind of dash', () => {
    for (const dash of ['-', '/', '\u2013', '\u2014', '\u2015']) {
      expect(matched('windash|base64offset|contains', "' -enc'", base64(`x ${dash}enc y`))).toBe(
        true,
      );
      expect(
        matched(
          'windash|wide|contains',
          "' -e'",
          ` \0${Buffer.from(dash, 'utf16le').toString('latin1')}e\0`,
        ),
      ).toBe(true);
    }
    expect(matched('windash|base64offset|contains', "' -enc'", base64('x +enc y'))).toBe(false);
  });

  it('take dashes for each other at the start of words only, whichever the rule has', () => {
    expect(matched('windash|contains', "'/enc'", 'powershell \u2014enc')).toBe(true);
    expect(matched('windash|contains', "'a-b'", 'a/b')).toBe(false);
    expect(matched('windash|contains', "' -a -b'", ' /a \u2013b')).toBe(true);
    expect(matched('contains|windash', "'-a'", 'x /a')).toBe(true);
  });

  it('mean i, m and s only behind re', () => {
    expect(codes('i|re', 'a')).toEqual(['rule.flag-without-re']);
    expect(codes('re|i', 'a')).toEqual([]);
    expect(codes('i', 'a')).toEqual(['rule.flag-without-re']);
  });
});

describe('values as they are written', () => {
  it.each([
    '00000429',
    '2024-01-02',
    '0x1F',
    '1e3',
    '0o17',
    '017',
    'yes',
    'No',
    'on',
    '1_000',
    '.5',

    '12:30:45',
  ])('%s stays the text it is', (text) => {
    const detection = `selection:\n  field: ${text}\ncondition: selection`;
    expect(matches(detection, { field: text })).toBe(true);
    expect(matches(detection, { field: Number(text) })).toBe(false);
  });

  it.each([
    ['4624', 4624],
    ['4624', '4624'],
    ["'4624'", 4624],
    ['-1', -1],
    ['0.5', 0.5],
    ['1.50', 1.5],
    ['9007199254740993', '9007199254740993'],
    ['true', true],
    ['True', 'TRUE'],
    ["'false'", false],
  ])('%s is %j', (written, value) => {
    const detection = `selection:\n  field: ${written}\ncondition: selection`;
    expect(matches(detection, { field: value })).toBe(true);
  });

  it.each([
    ['4624', '04624'],
    ['4624', 46240],
    ['0', ''],
    ['0', null],
    ['true', 1],
    ['null', 'null'],
    ["''", null],
    ["'null'", null],
  ])('%s is not %j', (written, value) => {
    const detection = `selection:\n  field: ${written}\ncondition: selection`;
    expect(matches(detection, { field: value })).toBe(false);
  });

  it.each([
    [String.raw`'\\server\share'`, String.raw`\server\share`, true],
    [String.raw`'\\\\server'`, String.raw`\\server`, true],
    [String.raw`'C:\\*'`, String.raw`C:\x`, true],
    [String.raw`'C:\*'`, String.raw`C:\x`, false],
    [String.raw`'C:\*'`, 'C:*', true],
    [String.raw`'a\?'`, 'a?', true],
    [String.raw`'a\?'`, 'ab', false],
    [String.raw`'a\\?'`, String.raw`a\b`, true],
    [String.raw`'\\\*'`, String.raw`\*`, true],
    [String.raw`'end\'`, 'end\\', true],
    ["'100%_'", '100%_', true],
    ["'100%_'", '100xx', false],
    ["'a?c'", 'abc', true],
    ["'a?c'", 'ac', false],
    ["'a?c'", 'a\u{1f600}c', true],
    ["'a*c'", 'ac', true],
    ["'*'", '', true],
    ["'STRASSE Ä Σ'", 'strasse ä ς', true],
  ])('%s against %j is %s', (written, value, expected) => {
    const detection = `selection:\n  field: ${written}\ncondition: selection`;
    expect(matches(detection, { field: value })).toBe(expected);
  });
});
