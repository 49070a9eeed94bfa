import { describe, expect, it } from 'vitest';
import { findCommands } from '../../../renderer/ui/command-filter.model.ts';

const commands = [
  { title: 'Go to Evidence', section: 'Screens' },
  { title: 'Open evidence', section: 'Evidence' },
  { title: 'Verify all sources again', section: 'Evidence' },
  { title: 'Run detection', section: 'Detection' },
];
const titles = (typed: string) => findCommands(commands, typed).map((each) => each.title);

describe('finding a command', () => {
  it('lists everything in order while nothing is typed', () => {
    expect(titles('')).toEqual(commands.map((each) => each.title));
  });

  it('puts a title that begins with the text first', () => {
    expect(titles('run')[0]).toBe('Run detection');
    expect(titles('open')[0]).toBe('Open evidence');
  });

  it('takes the first letters of words', () => {
    expect(titles('vas')[0]).toBe('Verify all sources again');
  });

  it('finds by section too, behind the titles', () => {
    expect(titles('evidence')).toContain('Verify all sources again');
    expect(titles('evidence').indexOf('Verify all sources again')).toBe(2);
  });

  it('leaves out what does not fit', () => {
    expect(titles('xyz')).toEqual([]);
  });
});
