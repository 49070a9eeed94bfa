import { describe, expect, it } from 'vitest';
import type { CaseAndKey } from '../../electron/workers/case-services.ts';
import { previewPreparation } from '../../electron/workers/preview-preparation.ts';

function asked(fails = false) {
  const calls: string[] = [];
  let opened: CaseAndKey = { file: 'a', key: undefined };
  const prepare = previewPreparation({
    current: () => opened,
    link: async (service) => ({
      call: async (name) => {
        calls.push(`${service} ${name}`);
        if (fails) throw new Error('the thread ended');
      },
    }),
  });
  return { calls, prepare, open: (file: string) => (opened = { file, key: undefined }) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the thread that tries rules', () => {
  it('is made ready once for each case that a rule is opened in', async () => {
    const { calls, prepare, open } = asked();
    prepare();
    prepare();
    await settled();
    expect(calls).toEqual(['analyst rules.preview']);
    open('b');
    prepare();
    await settled();
    expect(calls).toHaveLength(2);
  });

  it('that fails to get ready leaves the failure to whoever asks it for something', async () => {
    const { calls, prepare } = asked(true);
    prepare();
    await settled();
    expect(calls).toHaveLength(1);
  });
});
