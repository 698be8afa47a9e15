// When something has to be done: the moments that are nearly always meant, or any other.
import { IconCheck } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { formatClock, formatDayAndClock } from '../../i18n/format.ts';
import { placeOfZone } from '../../i18n/places.ts';
import { useWords } from '../../i18n/use-words.ts';
import { ClockInput, DayInput } from '../../ui/day-input.tsx';
import { useNowEvery } from '../../ui/use-now.ts';
import { laterChoices, toLocalInput, type LaterChoice } from './later-choices.ts';
import styles from './task-dialog.module.css';

interface DuePickerProps {
  /** ISO 8601, or undefined while nothing is chosen. */
  value: string | undefined;
  onChange: (dueAt: string | undefined) => void;
  label: string;
  /** Where the lead is: their clock stands beside ours where it differs. */
  timeZone?: string | undefined;
  error?: string | undefined;
}

const stepMs = 30_000;

export function DuePicker({ value, onChange, label, timeZone, error }: DuePickerProps) {
  const { t, language } = useWords();
  const now = useNowEvery(stepMs);
  const labelId = useId();
  const [pick, setPick] = useState(() => pickOf(value, Date.now()));
  return (
    <div className={styles.due} role="group" aria-labelledby={labelId}>
      <span className={styles.label} id={labelId}>
        {label}
        {value !== undefined && <b>{formatDayAndClock(value, now, language)}</b>}
      </span>
      <div className={styles.picks}>
        {laterChoices(now).map(({ choice, at }) => (
          <PickButton
            key={choice}
            word={t(`due.${choice}`)}
            on={pick === choice}
            onClick={() => {
              setPick(choice);
              onChange(at.toISOString());
            }}
          />
        ))}
        <PickButton word={t('due.other')} on={pick === 'other'} onClick={() => setPick('other')} />
      </div>
      {pick === 'other' && <OwnMoment value={value} now={now} onChange={onChange} />}
      {error !== undefined && <p className={styles.error}>{error}</p>}
      {value !== undefined && timeZone !== undefined && isElsewhere(value, timeZone) && (
        <p className={styles.hint}>
          {t('due.there', { time: formatClock(value, timeZone), place: placeOfZone(timeZone, language) })}
        </p>
      )}
    </div>
  );
}

/** A day and a clock of one's own; no moment until both are whole. */
function OwnMoment({ value, now, onChange }: Pick<DuePickerProps, 'value' | 'onChange'> & { now: number }) {
  const { t } = useWords();
  const [typed, setTyped] = useState(() => (value === undefined ? '' : toLocalInput(new Date(value))));
  const [day = '', clock = ''] = typed.split('T');
  const change = (text: string) => {
    setTyped(text);
    onChange(momentOf(text));
  };
  return (
    <div className={styles.own} role="group" aria-label={t('due.otherLabel')} data-testid="due-own">
      <DayInput
        label={t('due.day')}
        value={day}
        min={toLocalInput(new Date(now)).slice(0, 10)}
        onChange={(next) => change(`${next}T${clock}`)}
      />
      <ClockInput
        hours={t('due.hours')}
        minutes={t('due.minutes')}
        value={clock}
        onChange={(next) => change(`${day}T${next}`)}
      />
    </div>
  );
}

function PickButton({ word, on, onClick }: { word: string; on: boolean; onClick: () => void }) {
  return (
    <button type="button" className={styles.pick} aria-pressed={on} onClick={onClick}>
      {on && <IconCheck stroke={1.5} aria-hidden />}
      {word}
    </button>
  );
}

/** Which of the usual moments a time is, if any. */
export function pickOf(value: string | undefined, now: number): LaterChoice | 'other' | undefined {
  if (value === undefined) return undefined;
  const near = laterChoices(now).find(({ at }) => Math.abs(at.getTime() - Date.parse(value)) < nearMs);
  return near?.choice ?? 'other';
}
/** "In an hour" moves on with the clock. */
const nearMs = 2 * 60_000;

/** ISO 8601, or undefined while what is typed is no moment. */
function momentOf(text: string): string | undefined {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

const isElsewhere = (at: string, timeZone: string): boolean => formatClock(at) !== formatClock(at, timeZone);
