import { describe, expect, it } from 'vitest';
import { readInOrder } from '../../../electron/engine/evidence/run-units.ts';
import type {
  HeldBatch,
  UnitReader,
  UnitStep,
} from '../../../electron/engine/evidence/unit-reader.ts';
import type { Unit } from '../../../electron/intake/unit.ts';

const MEGABYTE = 1024 * 1024;
const UNITS: readonly Unit[] = Array.from({ length: 6 }, (_, n) => ({
  parts: [{ file: { path: `/${String(n)}`, name: String(n), bytes: n } }],
}));
const SUMMARY = {
  events: 1,
  rejected: 0,
  skipped: 0,
  framingBytes: 0,
  files: 1,
  known: 1,
  firstProblem: undefined,
};

function batchOf(rawBytes: number): HeldBatch {
  const unused = () => Promise.reject(new Error('nothing is sealed here'));
  const facts = { count: 1, rawBytes, bytesRead: 0, isOfLog: true };
  return { ...facts, seal: unused, take: unused, drop: () => undefined };
}

/** Hands over so many batches of each unit, after so many turns of the event loop. */
function readerOf(
  batches: number,
  rawBytes: number,
  turns: (unit: number) => number,
  seen: { read: number },
): UnitReader {
  return {
    read(unit) {
      const number = unit.parts[0]?.file.bytes ?? 0;
      let left = batches;
      return {
        async next(): Promise<UnitStep> {
          for (let turn = turns(number); turn > 0; turn--) {
            await new Promise((resolve) => setImmediate(resolve));
          }
          if (left-- === 0) return { kind: 'end', summary: SUMMARY };
          seen.read++;
          return { kind: 'batch', batch: batchOf(rawBytes) };
        },
        stop: () => Promise.resolve(),
      };
    },
    seal: () => Promise.reject(new Error('nothing is sealed here')),
  };
}

describe('units that are read side by side', () => {
  it('are handed over in their order, however long each takes', async () => {
    const seen = { read: 0 };
    const reader = () => readerOf(2, 1, (unit) => (unit % 3 === 0 ? 9 : 0), seen);
    const ordered = readInOrder(UNITS, 1, { alone: false }, [reader(), reader(), reader()]);
    const order: string[] = [];
    for (let step = await ordered.next(); step; step = await ordered.next()) {
      order.push(`${String(step.unit)} ${step.kind}`);
      if (step.kind === 'batch') ordered.release(step.batch);
    }
    const expected = [1, 2, 3, 4, 5].flatMap((unit) =>
      ['batch', 'batch', 'end'].map((kind) => `${String(unit)} ${kind}`),
    );
    expect(order).toEqual(expected);
  });

  it('are not read further ahead than there is room for', async () => {
    const seen = { read: 0 };
    const slowFirst = (unit: number) => (unit === 0 ? 400 : 0);
    const reader = () => readerOf(50, 10 * MEGABYTE, slowFirst, seen);
    const ordered = readInOrder(UNITS, 0, { alone: false }, [reader(), reader()]);
    const first = await ordered.next();
    expect(first?.unit).toBe(0);
    expect(seen.read).toBeLessThanOrEqual(9);
    await ordered.stop();
  });

  it('hand over what was read before a failure, and then the failure', async () => {
    const reader = readerOf(1, 1, () => 0, { read: 0 });
    const failing: UnitReader = {
      ...reader,
      read(unit, options) {
        const reading = reader.read(unit, options);
        if (unit !== UNITS[1]) return reading;
        return { ...reading, next: () => Promise.reject(new Error('the disk is gone')) };
      },
    };
    const ordered = readInOrder(UNITS, 0, { alone: false }, [failing]);
    expect(await ordered.next()).toMatchObject({ kind: 'batch', unit: 0 });
    expect(await ordered.next()).toMatchObject({ kind: 'end', unit: 0 });
    await expect(ordered.next()).rejects.toThrow('the disk is gone');
    await ordered.stop();
  });
});
