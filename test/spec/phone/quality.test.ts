/** Loss, jitter and delay as one figure: known values of the E-model, and what must hold for all values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qualityOf, QualityHistory } from '../../../src/phone/media/call-quality.ts';
import type { Measured } from '../../../src/phone/media/call-quality.ts';
import { opinionOf, rateHearing } from '../../../src/phone/media/e-model.ts';
import { qualitySummary } from '../../../src/shared/phone.ts';

const measured = (more: Partial<Measured> = {}): Measured => ({
  codec: 'PCMU',
  lossPercent: 0,
  jitterMs: 0,
  roundTripMs: undefined,
  farLossPercent: undefined,
  farJitterMs: undefined,
  ...more,
});

describe('The E-model', () => {
  it.each([
    // ITU-T G.107 Annex B, table B.1: R and the opinion of it
    [90, 4.34],
    [80, 4.03],
    [70, 3.6],
    [60, 3.1],
    [50, 2.58],
    [0, 1],
    [93.2, 4.41],
  ])('gives a rating of %s the opinion %s', (rating, opinion) => {
    // The table's own figures are rounded.
    expect(Math.abs(opinionOf(rating) - opinion)).toBeLessThan(0.01);
  });

  it.each([
    // loss, delay, R: 93.2 − (0.024 d + 0.11 (d − 177.3)) − 95 · loss / (loss + 25.1)
    [0, 0, 93.2],
    [0, 100, 90.8],
    [0, 200, 85.9],
    [1, 0, 89.56],
    [5, 0, 77.42],
    [20, 0, 51.07],
  ])('rates %s %% of loss and %s ms of delay', (lossPercent, delayMs, rating) => {
    expect(rateHearing({ codec: 'PCMU', lossPercent, delayMs })).toBeCloseTo(rating, 1);
  });

  it('never rates more loss, jitter or delay better, and stays between 1 and 4.5', () => {
    const figure = fc.record({
      lossPercent: fc.double({ min: 0, max: 100, noNaN: true }),
      jitterMs: fc.double({ min: 0, max: 500, noNaN: true }),
      roundTripMs: fc.double({ min: 0, max: 5_000, noNaN: true }),
      farLossPercent: fc.double({ min: 0, max: 100, noNaN: true }),
      farJitterMs: fc.double({ min: 0, max: 500, noNaN: true }),
    });
    const keys = ['lossPercent', 'jitterMs', 'roundTripMs', 'farLossPercent', 'farJitterMs'] as const;
    fc.assert(
      fc.property(
        figure,
        fc.constantFrom(...keys),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (figures, key, worse) => {
          const { mos } = qualityOf(measured(figures));
          expect(mos).toBeGreaterThanOrEqual(1);
          expect(mos).toBeLessThanOrEqual(4.5);
          expect(qualityOf(measured({ ...figures, [key]: figures[key] + worse })).mos).toBeLessThanOrEqual(
            mos,
          );
        },
      ),
    );
  });
});

describe('The quality of a call', () => {
  it('falls clearly with 0, 5, 10 and 20 % of loss, in whichever direction it is', () => {
    const losses = [0, 5, 10, 20];
    const near = losses.map((lossPercent) => qualityOf(measured({ lossPercent })).mos);
    const far = losses.map((farLossPercent) => qualityOf(measured({ farLossPercent })).mos);
    expect(near).toEqual(far);
    near.slice(1).forEach((mos, i) => expect(mos).toBeLessThan((near[i] ?? 0) - 0.3));
    expect(near[0]).toBeGreaterThan(4.3);
    expect(near[3]).toBeLessThan(2.8);
  });

  it('is summed up over all seconds in the form that the backend keeps', () => {
    const history = new QualityHistory();
    const totals = {
      codec: 'G722',
      secured: true,
      packetsSent: 500,
      packetsReceived: 475,
      packetsLost: 25,
      farLossPercent: 1,
    } as const;
    history.add(qualityOf(measured({ lossPercent: 0, jitterMs: 2, roundTripMs: 30 })));
    history.add(qualityOf(measured({ lossPercent: 10, jitterMs: 6, roundTripMs: 50 })));
    const summary = history.summarise(totals);
    expect(qualitySummary.parse(summary)).toEqual(summary);
    expect(summary).toMatchObject({
      lossPercent: 5,
      jitterMs: 4,
      jitterMaxMs: 6,
      roundTripMs: 40,
      farLossPercent: 1,
    });
    expect(summary?.mosMinimum).toBeLessThan(summary?.mosAverage ?? 0);
    expect(history.latest?.lossPercent).toBe(10);
  });

  it('says nothing of a call without audio, and no opinion of one that only spoke', () => {
    const totals = {
      codec: 'PCMU',
      secured: false,
      packetsReceived: 0,
      packetsLost: 0,
      farLossPercent: undefined,
    } as const;
    expect(new QualityHistory().summarise({ ...totals, packetsSent: 0 })).toBeUndefined();
    expect(new QualityHistory().summarise({ ...totals, packetsSent: 5 })).toMatchObject({
      mosAverage: null,
      mosMinimum: null,
      roundTripMs: null,
      farLossPercent: null,
    });
  });
});
