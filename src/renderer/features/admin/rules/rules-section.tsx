// When the AI may call, and how long people have: rules that hold for everybody.
import { Checkbox, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Settings } from '../../../../shared/admin.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { Button } from '../../../ui/button.tsx';
import { ClockInput } from '../../../ui/day-input.tsx';
import { reasonInWords } from '../../error-words.ts';
import { tell } from '../../tell.tsx';
import { useReading } from '../../use-reading.ts';
import type { Faults } from '../form/field-faults.ts';
import form from '../form/form.module.css';
import { useAskBeforeReload } from '../form/use-draft.ts';
import { SectionFrame, SectionState } from '../section-frame.tsx';
import { changedRules, rulesDraft, rulesFaults, rulesFormOf, type RulesForm } from './rules-draft.ts';
import styles from './rules.module.css';

export function RulesSection() {
  const api = useSupervisionApi();
  const { latest, status, again } = useReading('settings', () => api.settings());
  const [saved, setSaved] = useState<Settings>();
  const settings = saved ?? latest;
  return (
    <SectionFrame section="rules">
      {settings && <Rules settings={settings} onSaved={setSaved} />}
      <SectionState status={status} count={settings ? 1 : 0} none="" again={again} />
    </SectionFrame>
  );
}

interface RulesProps {
  settings: Settings;
  onSaved: (settings: Settings) => void;
}
interface FieldsProps {
  values: RulesForm;
  set: (news: Partial<RulesForm>) => void;
  faults: Faults<Settings>;
}

function useRules({ settings, onSaved }: RulesProps) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const draft = useStore(rulesDraft, (state) => state.draft);
  const [tries, setTries] = useState(0);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const values = draft ?? rulesFormOf(settings);
  const faults = rulesFaults(values, t);
  const isDirty = Object.keys(changedRules(values, settings)).length > 0;
  const save = async (): Promise<void> => {
    setTries((count) => count + 1);
    setProblem(undefined);
    if (!isDirty || isBusy || Object.keys(faults).length > 0) return;
    setBusy(true);
    try {
      onSaved(await api.changeSettings(changedRules(values, settings)));
      rulesDraft.setState({ draft: undefined });
      setTries(0);
      tell(t('rules.saved'), t);
    } catch (cause) {
      setProblem(reasonInWords(cause, t));
    } finally {
      setBusy(false);
    }
  };
  const reset = () => {
    rulesDraft.setState({ draft: undefined });
    setTries(0);
    setProblem(undefined);
  };
  return {
    ...{ values, isDirty, isBusy, problem, tries, reset },
    faults: tries === 0 ? {} : faults,
    set: (news: Partial<RulesForm>) => rulesDraft.setState({ draft: { ...values, ...news } }),
    save: () => void save(),
  };
}

function Rules(props: RulesProps) {
  const { t } = useWords();
  const rules = useRules(props);
  const { isDirty, isBusy, problem, tries, reset, save } = rules;
  const sheet = useRef<HTMLFormElement>(null);
  useAskBeforeReload(isDirty);
  useEffect(() => {
    if (tries > 0) sheet.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);
  return (
    <form
      ref={sheet}
      className={styles.sheet}
      noValidate
      data-testid="rules-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isDirty) reset();
      }}
    >
      <CallHours {...rules} />
      <Times {...rules} />
      <footer className={styles.foot}>
        <Button look="primary" submit busy={isBusy} disabled={!isDirty} data-testid="rules-save">
          {t('admin.save')}
        </Button>
        <Button disabled={!isDirty} data-testid="rules-reset" onClick={reset}>
          {t('admin.discard')}
        </Button>
        <span role="status" className={styles.unsaved}>
          {isDirty && t('admin.discardAsk')}
        </span>
        {problem !== undefined && (
          <p className={form.problem} role="alert">
            {t('admin.actFailed', { reason: problem })}
          </p>
        )}
      </footer>
    </form>
  );
}

function RuleRow({
  title,
  hint,
  fault,
  children,
}: {
  title: string;
  hint: string;
  fault: string | undefined;
  children: ReactNode;
}) {
  return (
    <fieldset className={styles.rule}>
      <legend>{title}</legend>
      <div className={styles.value}>
        <div className={styles.fields}>{children}</div>
        <p className={form.hint}>{hint}</p>
        {fault !== undefined && (
          <p className={form.fault} role="alert">
            {fault}
          </p>
        )}
      </div>
    </fieldset>
  );
}

/** From Monday, which is 1. */
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

function CallHours({ values, set, faults }: FieldsProps) {
  const { t } = useWords();
  const toggle = (day: number, isOn: boolean) =>
    set({ callDays: isOn ? [...values.callDays, day] : values.callDays.filter((one) => one !== day) });
  return (
    <>
      <RuleRow title={t('rules.hours')} hint={t('rules.hoursHint')} fault={faults.quietHours}>
        <span>{t('rules.from')}</span>
        <ClockInput
          hours={t('rules.fromHours')}
          minutes={t('rules.fromMinutes')}
          value={values.from}
          onChange={(from) => set({ from })}
        />
        <span>{t('rules.to')}</span>
        <ClockInput
          hours={t('rules.toHours')}
          minutes={t('rules.toMinutes')}
          value={values.to}
          onChange={(to) => set({ to })}
        />
      </RuleRow>
      <RuleRow title={t('rules.days')} hint={t('rules.daysHint')} fault={faults.callDays}>
        {weekdays.map((name, index) => {
          const day = index + 1;
          return (
            <Checkbox
              key={day}
              size="xs"
              label={t(`rules.day.${name}`)}
              checked={values.callDays.includes(day)}
              aria-invalid={faults.callDays !== undefined || undefined}
              data-testid={`rules-day-${day}`}
              onChange={(event) => toggle(day, event.currentTarget.checked)}
            />
          );
        })}
      </RuleRow>
    </>
  );
}

function Times({ values, set, faults }: FieldsProps) {
  const { t } = useWords();
  return (
    <>
      <RuleRow
        title={t('rules.serviceLevel')}
        hint={t('rules.serviceLevelHint')}
        fault={faults.serviceLevelSeconds}
      >
        <Seconds
          label={t('rules.serviceLevel')}
          value={values.serviceLevelSeconds}
          isWrong={faults.serviceLevelSeconds !== undefined}
          testId="rules-service-level"
          onChange={(serviceLevelSeconds) => set({ serviceLevelSeconds })}
        />
      </RuleRow>
      <RuleRow title={t('rules.wrapUp')} hint={t('rules.wrapUpHint')} fault={faults.wrapUpSeconds}>
        <Seconds
          label={t('rules.wrapUp')}
          value={values.isWrapUpTimed ? values.wrapUpSeconds : ''}
          isWrong={faults.wrapUpSeconds !== undefined}
          isOff={!values.isWrapUpTimed}
          testId="rules-wrap-up"
          onChange={(wrapUpSeconds) => set({ wrapUpSeconds })}
        />
        <Checkbox
          size="xs"
          label={t('rules.wrapUpUntimed')}
          checked={!values.isWrapUpTimed}
          onChange={(event) => set({ isWrapUpTimed: !event.currentTarget.checked })}
        />
      </RuleRow>
    </>
  );
}

interface SecondsProps {
  label: string;
  value: string;
  isWrong: boolean;
  isOff?: boolean;
  testId: string;
  onChange: (text: string) => void;
}

function Seconds({ label, value, isWrong, isOff = false, testId, onChange }: SecondsProps) {
  const { t } = useWords();
  return (
    <>
      <TextInput
        aria-label={`${label}, ${t('rules.seconds')}`}
        w={88}
        inputMode="numeric"
        maxLength={5}
        value={value}
        disabled={isOff}
        error={isWrong}
        data-testid={testId}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <span>{t('rules.seconds')}</span>
    </>
  );
}
