// Rules and targets: what people write, as the wire wants it.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  changedRules,
  clockOf,
  rulesFaults,
  rulesFormOf,
  settingsOf,
} from '../../../../../src/renderer/features/admin/rules/rules-draft.ts';
import {
  readTarget,
  targetFault,
  writeTarget,
} from '../../../../../src/renderer/features/admin/rules/target-value.ts';
import { i18n, prepareLanguages } from '../../../../../src/renderer/i18n/i18n.ts';
import type { Settings } from '../../../../../src/shared/admin.ts';

beforeAll(() => prepareLanguages('es'));

const settings: Settings = {
  quietHours: { fromMinute: 540, toMinute: 1_440 },
  ...{ callDays: [1, 2, 3], serviceLevelSeconds: 20, wrapUpSeconds: null },
};

describe('rules', () => {
  it('come back from their form as they went in, midnight included', () => {
    expect(settingsOf(rulesFormOf(settings))).toEqual(settings);
    expect(rulesFormOf(settings)).toMatchObject({ from: '09:00', to: '00:00' });
    expect(clockOf(545)).toBe('09:05');
  });

  it('are sent only where they differ', () => {
    const form = rulesFormOf(settings);
    expect(changedRules(form, settings)).toEqual({});
    expect(changedRules({ ...form, callDays: [3, 2, 1, 7] }, settings)).toEqual({ callDays: [1, 2, 3, 7] });
    expect(changedRules({ ...form, isWrapUpTimed: true }, settings)).toEqual({ wrapUpSeconds: 120 });
  });

  it('are complained of by their own words', () => {
    const form = rulesFormOf(settings);
    expect(rulesFaults(form, i18n.t)).toEqual({});
    expect(rulesFaults({ ...form, from: '20:00', to: '09:00' }, i18n.t).quietHours).toContain('posterior');
    expect(rulesFaults({ ...form, to: '' }, i18n.t).quietHours).toBe('Escriba las dos horas.');
    expect(rulesFaults({ ...form, callDays: [] }, i18n.t).callDays).toBe('Elija al menos uno.');
    expect(rulesFaults({ ...form, serviceLevelSeconds: 'veinte' }, i18n.t).serviceLevelSeconds).toBe(
      'Escriba un número.',
    );
  });
});

describe('a target', () => {
  it('is read with its separators and signs, and in minutes where it is a time', () => {
    expect(readTarget('13,200,000', 'usd')).toBe(13_200_000);
    expect(readTarget('USD 1,200', 'usd')).toBe(1_200);
    expect(readTarget('85 %', 'percent')).toBe(85);
    expect(readTarget('4:37', 'seconds')).toBe(277);
    expect(readTarget(' ', 'count')).toBeNull();
    for (const text of ['1,2', '-4', 'mucho', '4:75']) expect(readTarget(text, 'seconds')).toBeUndefined();
    expect(readTarget('4:37', 'count')).toBeUndefined();
  });

  it('is written so that it can be read again', () => {
    for (const value of [0, 4.5, 85, 13_200_000])
      for (const language of ['es', 'en'] as const)
        expect(readTarget(writeTarget(value, language), 'count')).toBe(value);
  });

  it('of a share cannot be more than all', () => {
    expect(targetFault('101', 'percent', i18n.t)).toBe('No puede ser mayor que 100.');
    expect(targetFault('101', 'seconds', i18n.t)).toBeUndefined();
    expect(targetFault('', 'percent', i18n.t)).toBeUndefined();
  });
});
