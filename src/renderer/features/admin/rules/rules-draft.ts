// The rules being changed: kept apart from their page, so that answering a call or a look elsewhere loses nothing.
import { create } from 'zustand';
import { changeSettings, type Settings } from '../../../../shared/admin.ts';
import type { Translate } from '../../../i18n/use-words.ts';
import { faultsOf, type Faults } from '../form/field-faults.ts';

export interface RulesForm {
  /** `09:00`; the end of the day is `00:00`. */
  from: string;
  to: string;
  callDays: number[];
  serviceLevelSeconds: string;
  /** Whether wrap-up ends by itself. */
  isWrapUpTimed: boolean;
  wrapUpSeconds: string;
}

interface RulesDraft {
  /** Undefined while nothing is changed. */
  draft: RulesForm | undefined;
}
export const rulesDraft = create<RulesDraft>()(() => ({ draft: undefined }));

const usualWrapUpSeconds = 120;

export function rulesFormOf(settings: Settings): RulesForm {
  const { quietHours, callDays, serviceLevelSeconds, wrapUpSeconds } = settings;
  return {
    from: clockOf(quietHours.fromMinute),
    to: clockOf(quietHours.toMinute),
    callDays: [...callDays],
    serviceLevelSeconds: String(serviceLevelSeconds),
    isWrapUpTimed: wrapUpSeconds !== null,
    wrapUpSeconds: String(wrapUpSeconds ?? usualWrapUpSeconds),
  };
}

/** What would be saved; a number that is none is NaN, which the wire refuses. */
export function settingsOf(form: RulesForm): Settings {
  const { from, to, callDays, serviceLevelSeconds, isWrapUpTimed, wrapUpSeconds } = form;
  return {
    quietHours: { fromMinute: minuteOf(from), toMinute: to === '00:00' ? 1_440 : minuteOf(to) },
    callDays: [...callDays].sort((a, b) => a - b),
    serviceLevelSeconds: numberOf(serviceLevelSeconds),
    wrapUpSeconds: isWrapUpTimed ? numberOf(wrapUpSeconds) : null,
  };
}

/** Only what differs: the trail shows what was really changed. */
export function changedRules(form: RulesForm, before: Settings): Partial<Settings> {
  return Object.fromEntries(
    Object.entries(settingsOf(form)).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof Settings]),
    ),
  );
}

export function rulesFaults(form: RulesForm, t: Translate): Faults<Settings> {
  const faults: Faults<Settings> = faultsOf(changeSettings, settingsOf(form), {
    t,
    formats: { quietHours: t('rules.endsBeforeBegins') },
  });
  return form.from === '' || form.to === '' ? { ...faults, quietHours: t('rules.wantsHours') } : faults;
}

/** `540` → `09:00`. */
export function clockOf(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
}

/** `09:00` → `540`. */
export function minuteOf(clock: string): number {
  const [hours = Number.NaN, minutes = Number.NaN] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
