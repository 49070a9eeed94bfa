import { describe, expect, it } from 'vitest';
import {
  asNoted,
  checkpointChoices,
  chosenPair,
  consistencyWords,
  proofFile,
  type Checkpoint,
} from '../../../../renderer/features/evidence/consistency.model.ts';
import { timeUs } from '../../../../shared/base/time.ts';

function checkpoint(id: number, events: number): Checkpoint {
  return { id, events, atUs: timeUs(id), reason: 'import', note: '' };
}
/** Newest first, as the case lists them. */
const CHECKPOINTS = [
  checkpoint(4, 2_812),
  checkpoint(3, 2_812),
  checkpoint(2, 40),
  checkpoint(1, 0),
];

const end = (size: number) => ({ size, root: 'AA==', checkpoint: '' });
const proof = (from: number, to: number) => ({
  from: end(from),
  to: end(to),
  hashes: [],
  publicKey: 'key',
});

describe('the two checkpoints of a proof', () => {
  it('are the oldest that holds something and the newest, until others are chosen', () => {
    expect(chosenPair(CHECKPOINTS, {}, false)).toEqual({ from: '2', to: '4' });
    expect(chosenPair(CHECKPOINTS, { from: '3' }, false)).toEqual({ from: '3', to: '4' });
  });

  it('are none in a case without sealed events', () => {
    expect(chosenPair([checkpoint(1, 0)], {}, false)).toBeUndefined();
  });

  it('may begin with the noted one, as long as there is one', () => {
    expect(chosenPair(CHECKPOINTS, { from: 'noted' }, true)?.from).toBe('noted');
    expect(chosenPair(CHECKPOINTS, { from: 'noted' }, false)?.from).toBe('2');
  });

  it('are offered with what they cover; one of no events says nothing', () => {
    expect(checkpointChoices(CHECKPOINTS).map(({ label }) => label)).toEqual([
      '4: 2,812 events, import',
      '3: 2,812 events, import',
      '2: 40 events, import',
    ]);
  });
});

describe('a checkpoint that was noted before', () => {
  it('ends with the line end that was signed, even where that was lost in a paste', () => {
    const note = 'sealwatch.local/case/x\n40\nAA==\n\n— sealwatch.local/case/x c2ln\n';
    expect(asNoted(note)).toBe(note);
    expect(asNoted(`  ${note.trimEnd()}`)).toBe(note);
  });

  it('may be a size and a root on one line', () => {
    expect(asNoted(' 5:abab \n')).toBe('5:abab');
  });
});

describe('what a proof of consistency says', () => {
  it('is that records were only added', () => {
    expect(consistencyWords(proof(40, 2_812)).shows).toBe(
      'The 40 records under the earlier checkpoint are the first 40 of the 2,812 under the later one, unchanged and in their order: what came since was only added.',
    );
  });

  it('is that nothing was added between two over the same records', () => {
    expect(consistencyWords(proof(40, 40)).shows).toBe(
      'Both checkpoints are over the same 40 records.',
    );
  });

  it('is never when they were signed', () => {
    expect(consistencyWords(proof(40, 41)).doesNotShow).toMatch(/not show when/);
  });
});

it('leaves as the file that the verifier reads', () => {
  const { name, text } = proofFile(proof(40, 2_812), { from: '2', to: '4' });
  expect(name).toBe('consistency-2-to-4.json');
  expect(JSON.parse(text)).toMatchObject({ format: 'sealwatch-consistency-proof', version: 1 });
});
