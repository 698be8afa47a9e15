// Days and clocks in the console's language: the browser's own fields follow the browser's.
import { DateInput, TimePicker, useDatesContext } from '@mantine/dates';
import 'dayjs/locale/es-mx';
import { useWords } from '../i18n/use-words.ts';

interface DayInputProps {
  label?: string | undefined;
  /** `2026-11-22`, or empty. */
  value: string;
  onChange: (day: string) => void;
  min?: string | undefined;
  max?: string | undefined;
}

/** As people write a day here (`DatesProvider` says where "here" is); typed or chosen. */
const formats: Readonly<Record<string, string>> = { 'es-mx': 'DD/MM/YYYY', en: 'MM/DD/YYYY' };

/** A day, typed or chosen from a calendar; `label` where no `<label>` stands around it. */
export function DayInput({ label, value, onChange, min, max }: DayInputProps) {
  const { t } = useWords();
  const { locale } = useDatesContext();
  const format = formats[locale] ?? 'YYYY-MM-DD';
  return (
    <DateInput
      aria-label={label}
      w={108}
      value={value === '' ? null : value}
      valueFormat={format}
      placeholder={placeholders[locale]}
      allowDeselect
      {...(min && { minDate: min })}
      {...(max && { maxDate: max })}
      // Beside its field, so that Tab reaches it within a dialog; fixed, so that the dialog does not cut it off.
      popoverProps={{ withinPortal: false, floatingStrategy: 'fixed' }}
      ariaLabels={{
        previousMonth: t('due.monthBefore'),
        nextMonth: t('due.monthAfter'),
        monthLevelControl: t('due.allMonths'),
      }}
      onChange={(day) => onChange(day ?? '')}
    />
  );
}
const placeholders: Readonly<Record<string, string>> = { 'es-mx': 'dd/mm/aaaa', en: 'mm/dd/yyyy' };

interface ClockInputProps {
  hours: string;
  minutes: string;
  /** `14:30`, or empty. */
  value: string;
  onChange: (clock: string) => void;
}

/** A clock of 24 hours, as everywhere on the desk; `hours` and `minutes` name its two fields. */
export function ClockInput({ hours, minutes, value, onChange }: ClockInputProps) {
  return (
    <TimePicker
      format="24h"
      w={88}
      hoursInputLabel={hours}
      minutesInputLabel={minutes}
      value={value}
      onChange={onChange}
    />
  );
}
