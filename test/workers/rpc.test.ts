import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { linkInProcess, linkOver, serveOver, type Handler } from '../../electron/workers/rpc.ts';
import { FailureError, failure } from '../../shared/base/result.ts';

const handler: Handler = async (name, args, { progress, signal }) => {
  switch (name) {
    case 'echo':
      return args;
    case 'refuse':
      throw new FailureError(failure('test.refused', 'Refused.'));
    case 'bug':
      throw new TypeError('broken');
    case 'wait':
      progress({ phase: 'wait', done: 1, total: 2, unit: 'steps', note: '' });
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve());
      });
      throw new Error('stopped by the signal');
    default:
      return undefined;
  }
};

async function failureOfCall(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof FailureError) return error.failure.code;
    throw error;
  }
  return 'no failure';
}

function overPort() {
  const { port1, port2 } = new MessageChannel();
  serveOver(port2, handler);
  return { link: linkOver(port1), close: () => port1.close() };
}

describe.each([
  ['over a port', overPort],
  ['in process', () => ({ link: linkInProcess(handler), close: () => undefined })],
])('a call %s', (_name, open) => {
  it('brings back the answer', async () => {
    const { link, close } = open();
    expect(await link.call('echo', { n: 1, bytes: new Uint8Array([1, 2]) })).toEqual({
      n: 1,
      bytes: new Uint8Array([1, 2]),
    });
    close();
  });

  it('brings back an expected failure with its code, and a bug as internal', async () => {
    const { link, close } = open();
    expect(await failureOfCall(link.call('refuse', {}))).toBe('test.refused');
    expect(await failureOfCall(link.call('bug', {}))).toBe('internal');
    close();
  });

  it('reports progress and ends as cancelled when the caller aborts', async () => {
    const { link, close } = open();
    const abort = new AbortController();
    const phases: string[] = [];
    const call = link.call(
      'wait',
      {},
      {
        signal: abort.signal,
        onProgress: (progress) => {
          phases.push(progress.phase);
          abort.abort();
        },
      },
    );
    expect(await failureOfCall(call)).toBe('job.cancelled');
    expect(phases).toEqual(['wait']);
    close();
  });
});

describe('a link whose other side is gone', () => {
  it('fails what waits and what comes after', async () => {
    const { port1, port2 } = new MessageChannel();
    const link = linkOver(port1);
    const waiting = failureOfCall(link.call('never answered', {}));
    link.fail(failure('thread.ended', 'Gone.'));
    expect(await waiting).toBe('thread.ended');
    expect(await failureOfCall(link.call('echo', {}))).toBe('thread.ended');
    port1.close();
    port2.close();
  });
});
