import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { recogniseHead } from '../../../electron/intake/recognise.ts';

const RULE = `title: A rule
logsource:
  product: windows
detection:
  selection:
    Image: a
  condition: selection
`;

const recognised = (text: string, wanted?: string) =>
  recogniseHead({ head: utf8(text), complete: true }, 'some.yml', wanted, true);

describe('a rule that is given as evidence', () => {
  it.each([RULE, `# a remark\n---\n${RULE}`, RULE.replace('detection:', 'correlation:')])(
    'is refused as what it is',
    (text) => {
      expect(recognised(text)).toMatchObject({
        ok: false,
        error: {
          message: 'some.yml: it is a Sigma rule, which is no evidence: give it as a rule.',
        },
      });
    },
  );

  it('is read where somebody says what it is to be read as', () => {
    expect(recognised(RULE, 'plain-text').ok).toBe(true);
  });

  it('is no log that holds such words', () => {
    const log = RULE.split('\n').map((line) => `2026-03-05T10:00:00Z ${line}`);
    expect(recognised(log.join('\n')).ok).toBe(true);
  });
});
