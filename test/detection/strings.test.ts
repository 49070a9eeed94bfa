// "Strings match case-insensitively …": each clause by itself.

import { describe, expect, it } from 'vitest';
import { takes } from './sentences.ts';

describe('strings', () => {
  it('match case-insensitively', () => {
    expect(takes('x: CmD', ['cmd', 'CMD', 'cmd ', 'c'])).toEqual(['cmd', 'CMD']);
  });

  it('match case-insensitively over all of Unicode', () => {
    expect(takes("x: 'ÄÖÜ'", ['äöü', 'ÄÖÜ', 'aou'])).toEqual(['äöü', 'ÄÖÜ']);
    expect(takes("x: 'ПРИВЕТ'", ['привет'])).toEqual(['привет']);
    expect(takes("x: 'ΣΊΣΥΦΟΣ'", ['σίσυφος', 'σίσυφοσ'])).toEqual(['σίσυφος', 'σίσυφοσ']);
    expect(takes("x: 'kelvin'", ['\u212aelvin'])).toEqual(['\u212aelvin']);
    expect(takes("x: 'straße'", ['STRAẞE', 'strasse'])).toEqual(['STRAẞE']);
    expect(takes("x: 'µ'", ['μ', 'Μ'])).toEqual(['μ', 'Μ']);
    expect(takes("x: '𐐀'", ['𐐨'])).toEqual(['𐐨']);
    expect(takes("x: 'ǆ'", ['ǅ', 'Ǆ'])).toEqual(['ǅ', 'Ǆ']);
    expect(takes("x: 'İ'", ['İ', 'i', 'I', 'ı'])).toEqual(['İ']);
    expect(takes("x: 'i'", ['I', 'ı', 'İ'])).toEqual(['I']);
  });

  it('match the whole value', () => {
    expect(takes('x: cmd', ['cmd', 'cmd.exe', ' cmd', 'cmd\n'])).toEqual(['cmd']);
  });

  it('take * for any length, none too, and over lines', () => {
    expect(takes("x: 'a*c'", ['ac', 'abc', 'a\nb\nc', 'acd'])).toEqual(['ac', 'abc', 'a\nb\nc']);
    expect(takes("x: '*'", ['', 'a', '\n'])).toEqual(['', 'a', '\n']);
  });

  it('take ? for exactly one character, whatever its length in memory', () => {
    expect(takes("x: 'a?c'", ['abc', 'a😀c', 'ac', 'abbc', 'a\nc'])).toEqual([
      'abc',
      'a😀c',
      'a\nc',
    ]);
  });

  it('take \\* and \\? literally', () => {
    expect(takes("x: 'a\\*b'", ['a*b', 'axb', 'a\\*b'])).toEqual(['a*b']);
    expect(takes("x: 'a\\?b'", ['a?b', 'axb', 'a\\?b'])).toEqual(['a?b']);
  });

  it('take \\\\* for a backslash and then a wildcard', () => {
    expect(takes("x: 'C:\\\\*'", ['C:\\', 'C:\\a', 'C:*', 'C:'])).toEqual(['C:\\', 'C:\\a']);
    expect(takes("x: 'C:\\\\\\*'", ['C:\\*', 'C:\\a'])).toEqual(['C:\\*']);
  });

  it('take \\\\server for one leading backslash, and four for two', () => {
    expect(takes("x: '\\\\server'", ['\\server', '\\\\server'])).toEqual(['\\server']);
    expect(takes("x: '\\\\\\\\server'", ['\\server', '\\\\server'])).toEqual(['\\\\server']);
    expect(takes("x: '\\\\\\server'", ['\\server', '\\\\server'])).toEqual(['\\\\server']);
    expect(takes("x: '\\server'", ['\\server', 'server'])).toEqual(['\\server']);
  });

  it('take % and _ literally', () => {
    expect(takes("x: '100%_'", ['100%_', '100xx', '1000'])).toEqual(['100%_']);
  });
});
