import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { BEYOND_MEASURE, modifiedZ, ratioTo, Sample } from '../../../shared/analysis/baseline.ts';
import { adjustConfidence, bandOf, scoreRisk } from '../../../shared/analysis/risk.ts';
import type { Severity } from '../../../shared/domain/severity.ts';

const finding = (severity: Severity, confidence: number, id = severity) => ({
  id,
  ruleTitle: id,
  severity,
  confidence,
});

describe('the risk score', () => {
  it('of one HIGH finding with confidence 0.8 is 0.56', () => {
    const score = scoreRisk([finding('high', 0.8)]);
    expect(score).toMatchObject({ risk: 0.56, cumulative: 0.56, maxSingle: 0.56, band: 'medium' });
  });

  it('is 0 without findings', () => {
    expect(scoreRisk([])).toMatchObject({ risk: 0, cumulative: 0, maxSingle: 0, band: 'low' });
  });

  it('falls with a harmless finding while its two companions do not', () => {
    const grave = scoreRisk([finding('critical', 0.9)]);
    const both = scoreRisk([finding('critical', 0.9), finding('low', 0.5)]);
    expect(both.risk).toBe(0.5);
    expect(both.risk).toBeLessThan(grave.risk);
    expect(both.maxSingle).toBe(grave.maxSingle);
    expect(both.cumulative).toBeCloseTo(1 - 0.1 * 0.9);
  });

  it('lists what contributes, the largest share first', () => {
    const { contributions } = scoreRisk([finding('low', 1), finding('critical', 0.5)]);
    expect(contributions.map(({ share }) => share)).toEqual([0.5, 0.2]);
  });

  it('has bands that begin at 0.3, 0.6 and 0.8', () => {
    expect([0.29, 0.3, 0.59, 0.6, 0.79, 0.8, 1].map((risk) => bandOf(risk).band)).toEqual([
      'low',
      'medium',
      'medium',
      'high',
      'high',
      'critical',
      'critical',
    ]);
  });

  it('never leaves 0 to 1', () => {
    const one = fc.record({
      id: fc.string(),
      ruleTitle: fc.string(),
      severity: fc.constantFrom<Severity>('critical', 'high', 'medium', 'low', 'informational'),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(one), (findings) => {
        const { risk, cumulative, maxSingle } = scoreRisk(findings);
        for (const figure of [risk, cumulative, maxSingle]) {
          expect(figure).toBeGreaterThanOrEqual(0);
          expect(figure).toBeLessThanOrEqual(1);
        }
        expect(cumulative).toBeGreaterThanOrEqual(maxSingle - 1e-9);
      }),
    );
  });

  it('moves a confidence with the verdicts on the rule', () => {
    expect(adjustConfidence(0.8, 0, 0)).toBe(0.8);
    expect(adjustConfidence(0.8, 0, 4)).toBeCloseTo(0.4);
    expect(adjustConfidence(0.8, 4, 0)).toBeCloseTo(0.8);
  });
});

describe('a baseline', () => {
  const sample = (...values: number[]) => {
    const made = new Sample();
    for (const value of values) made.add(value);
    return made.usual();
  };

  it('knows median, MAD, mean and deviation', () => {
    expect(sample(1, 1, 2, 2, 4, 6, 9)).toMatchObject({ windows: 7, median: 2, mad: 1 });
    const usual = sample(2, 4, 4, 4, 5, 5, 7, 9);
    expect(usual.mean).toBe(5);
    expect(usual.standardDeviation).toBe(2);
    expect(usual.median).toBe(4.5);
  });

  it('measures a distance by the MAD, by the deviation where the MAD is 0', () => {
    expect(modifiedZ(6, sample(1, 1, 2, 2, 4, 6, 9))).toBeCloseTo(0.6745 * 4);
    const flat = sample(1, 1, 1, 1, 5);
    expect(flat.mad).toBe(0);
    expect(modifiedZ(5, flat)).toBeCloseTo((5 - 1.8) / 1.6);
    expect(modifiedZ(3, sample(2, 2, 2))).toBe(BEYOND_MEASURE);
    expect(modifiedZ(2, sample(2, 2, 2))).toBe(0);
  });

  it('gives the ratio to the median', () => {
    expect(ratioTo(6, sample(2, 2, 2))).toBe(3);
    expect(ratioTo(6, sample(0, 0, 0))).toBe(BEYOND_MEASURE);
  });

  it('agrees with sorting, however the sample grew', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 }),
        (values) => {
          const sorted = values.toSorted((a, b) => a - b);
          const half = Math.floor(sorted.length / 2);
          const median =
            sorted.length % 2 === 1
              ? sorted[half]
              : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
          expect(sample(...values).median).toBe(median);
        },
      ),
    );
  });
});
