import { describe, expect, it } from 'vitest';
import {
  changeOf,
  compactNumber,
  figureOf,
  standingOf,
  standingOfForecast,
  targetText,
  textOf,
} from '../../../../../src/renderer/features/dashboards/figures.ts';
import type { KpiUnit } from '../../../../../src/shared/kpis.ts';

const nbsp = '\u00a0';
const said = (value: number | null, unit: KpiUnit): string => textOf(value, unit, 'es').replaceAll(nbsp, ' ');

describe('figures in words', () => {
  it('says each unit as people here say it', () => {
    expect(said(94.23, 'percent')).toBe('94.2 %');
    expect(said(17.4, 'seconds')).toBe('17 s');
    expect(said(4.25, 'seconds')).toBe('4.3 s');
    expect(said(277, 'seconds')).toBe('4:37 min');
    expect(said(3_877, 'seconds')).toBe('1:04:37 h');
    expect(said(240, 'ms')).toBe('240 ms');
    expect(said(1_240, 'ms')).toBe('1.24 s');
    expect(said(685_000, 'usd')).toBe('USD 685,000');
    expect(said(12_412_000, 'usd')).toBe('USD 12.4 M');
    expect(said(5.84, 'ratio')).toBe('5.8×');
    expect(said(1_284, 'count')).toBe('1,284');
    expect(said(1_284_000, 'count')).toBe('1.28 M');
    expect(said(null, 'percent')).toBe('—');
  });

  it('does not round up what is nearly whole, nor a minute to sixty seconds', () => {
    expect(said(99.94, 'percent')).toBe('99.94 %');
    expect(said(100, 'percent')).toBe('100 %');
    expect(said(59.7, 'seconds')).toBe('1:00 min');
  });

  it('keeps the unit apart, to stand small behind the figure', () => {
    expect(figureOf(12_412_000, 'usd', 'es')).toEqual({ figure: '12.4', unit: 'M USD' });
    expect(figureOf(318, 'count', 'en')).toEqual({ figure: '318', unit: '' });
  });

  it('shortens targets and ticks', () => {
    expect(targetText(13_200_000, 'usd', 'es')).toBe(`13.2${nbsp}M`);
    expect(targetText(420, 'seconds', 'es')).toBe('7:00');
    expect(targetText(1_199.6, 'count', 'es')).toBe('1,200');
    expect([8_400, 12_000, 1_500_000].map((value) => compactNumber(value, 'en'))).toEqual([
      '8,400',
      `12${nbsp}k`,
      `1.5${nbsp}M`,
    ]);
  });
});

describe('the change against the period before', () => {
  const change = (value: number | null, previous: number | null, unit: KpiUnit) =>
    changeOf({ value, previous }, unit, 'es')?.replaceAll(nbsp, ' ');

  it('is in points for shares, in per cent for the rest, with a true minus', () => {
    expect(change(94.2, 94.8, 'percent')).toBe('−0.6 pt');
    expect(change(1_284, 1_178, 'count')).toBe('+9 %');
    expect(change(900, 1_000, 'ms')).toBe('−10 %');
    expect(change(6.8, 6.1, 'ratio')).toBe('+0.7');
  });

  it('has no sign where nothing changed, and is not said where nothing can be compared', () => {
    expect(change(50, 50, 'percent')).toBe('0 pt');
    expect(change(5, 0, 'count')).toBeUndefined();
    expect(change(null, 50, 'percent')).toBeUndefined();
    expect(change(50, null, 'percent')).toBeUndefined();
  });
});

describe('how a figure stands to its target', () => {
  it('is met at the target, near within two per cent of it, missed beyond', () => {
    expect(standingOf('serviceLevel', 80, 80)).toBe('met');
    expect(standingOf('serviceLevel', 78.4, 80)).toBe('near');
    expect(standingOf('serviceLevel', 78.3, 80)).toBe('missed');
  });

  it('turns round where less is better', () => {
    expect(standingOf('abandonment', 4, 5)).toBe('met');
    expect(standingOf('abandonment', 5.1, 5)).toBe('near');
    expect(standingOf('abandonment', 5.2, 5)).toBe('missed');
  });

  it('is not said without a figure or a target', () => {
    expect(standingOf('serviceLevel', null, 80)).toBeUndefined();
    expect(standingOf('serviceLevel', 80, null)).toBeUndefined();
  });
});

describe('a forecast', () => {
  it('is judged as it is read: whole', () => {
    expect(standingOfForecast('sales', 7.7, 8)).toBe('met');
    expect(standingOfForecast('sales', 7.4, 8)).not.toBe('met');
    expect(standingOfForecast('sales', 7.7, null)).toBeUndefined();
  });
});
