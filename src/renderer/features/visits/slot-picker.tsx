// A week of a property's free times: a strip of days, then the hours of one of them, told in the property's own time.
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { formatClock } from '../../i18n/format.ts';
import { placeOfZone } from '../../i18n/places.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import type { Property } from '../../stores/properties.ts';
import { IconButton } from '../../ui/button.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { addDays, dayAt, dayInWords, otherClocks, slotDays, type SlotDay } from './visit-times.ts';
import styles from './book-visit.module.css';

const shownDays = 7;

interface SlotPickerProps {
  property: Property;
  leadZone: string | undefined;
  /** ISO 8601. */
  value: string | undefined;
  onChange: (slot: string) => void;
}

export function SlotPicker({ property, leadZone, value, onChange }: SlotPickerProps) {
  const { t, language } = useWords();
  const today = dayAt(Date.now(), property.timeZone);
  const [from, setFrom] = useState(today);
  const [chosenDay, setChosenDay] = useState<string>();
  const { slots, failed, retry } = useSlots(property.slug, from);
  const days = slots && slotDays(slots, { from, days: shownDays, timeZone: property.timeZone });
  const free = days?.filter((day) => day.slots.length > 0) ?? [];
  const open = free.find(({ day }) => day === chosenDay) ?? free[0];
  return (
    <div className={styles.picker} role="group" aria-label={t('visit.when')}>
      <div className={styles.caption}>
        <span>
          {t('visit.when')}{' '}
          <small>{t('visit.timesOf', { place: placeOfZone(property.timeZone, language) })}</small>
        </span>
        <span className={styles.weeks}>
          <IconButton
            label={t('visit.earlier')}
            disabled={from <= today}
            onClick={() => setFrom(addDays(from, -shownDays))}
          >
            <IconChevronLeft stroke={1.5} aria-hidden />
          </IconButton>
          <IconButton label={t('visit.later')} onClick={() => setFrom(addDays(from, shownDays))}>
            <IconChevronRight stroke={1.5} aria-hidden />
          </IconButton>
        </span>
      </div>
      <DayStrip
        days={days ?? slotDays([], { from, days: shownDays, timeZone: property.timeZone })}
        open={open?.day}
        ready={days !== undefined}
        onOpen={setChosenDay}
      />
      <div className={styles.hours}>
        {failed && <Failed text={t('visit.slotsFailed')} action={t('work.retry')} onAction={retry} />}
        {!failed && days === undefined && <LoadingBars label={t('app.loading')} height={32} widths={[100]} />}
        {days !== undefined && !open && <Empty text={t('visit.noSlots')} />}
        {open && (
          <SlotList
            slots={open.slots}
            property={property}
            leadZone={leadZone}
            value={value}
            onChange={onChange}
          />
        )}
      </div>
    </div>
  );
}

interface DayStripProps {
  days: SlotDay[];
  open: string | undefined;
  ready: boolean;
  onOpen: (day: string) => void;
}
function DayStrip({ days, open, ready, onOpen }: DayStripProps) {
  const { t, language } = useWords();
  return (
    <div className={styles.days}>
      {days.map(({ day, slots }) => {
        const { weekday, date } = dayInWords(day, language);
        const count = ready ? t('visit.free', { count: slots.length }) : '';
        return (
          <button
            key={day}
            type="button"
            className={styles.day}
            data-testid="visit-day"
            aria-pressed={day === open}
            disabled={slots.length === 0}
            aria-label={`${weekday} ${date}, ${count}`}
            onClick={() => onOpen(day)}
          >
            <span>{weekday}</span>
            <b>{date}</b>
            <small>{ready ? slots.length || '–' : '\u00a0'}</small>
          </button>
        );
      })}
    </div>
  );
}

/** Times to choose from; each says the agent's and the lead's hour where those differ. */
export function SlotList(props: {
  slots: readonly string[];
  property: Property;
  leadZone: string | undefined;
  value: string | undefined;
  onChange: (slot: string) => void;
  /** The times are of several days. */
  withDay?: boolean;
}) {
  const { slots, property, leadZone, value, onChange, withDay } = props;
  const { t, language } = useWords();
  const isSame = (slot: string) => value !== undefined && Date.parse(slot) === Date.parse(value);
  return (
    <div className={styles.slots}>
      {slots.map((slot) => {
        const { weekday, date } = dayInWords(dayAt(slot, property.timeZone), language);
        const clocks = otherClocks(slot, { property: property.timeZone, lead: leadZone });
        return (
          <button
            key={slot}
            type="button"
            className={styles.slot}
            data-testid="visit-slot"
            aria-pressed={isSame(slot)}
            onClick={() => onChange(slot)}
          >
            <b>
              {[withDay && `${weekday} ${date}`, formatClock(slot, property.timeZone)]
                .filter(Boolean)
                .join(', ')}
            </b>
            {clocks.map(({ whose, time }) => (
              <small key={whose}>{t(`visit.${whose}`, { time })}</small>
            ))}
          </button>
        );
      })}
    </div>
  );
}

function useSlots(slug: string, from: string) {
  const { desk: api } = useActions();
  const [answer, setAnswer] = useState<{ key: string; slots: string[] | undefined }>();
  const [attempt, setAttempt] = useState(0);
  const key = `${slug} ${from} ${attempt}`;
  useEffect(() => {
    let isCurrent = true;
    const take = (slots: string[] | undefined) => isCurrent && setAnswer({ key, slots });
    api
      .slots(slug, { from, days: shownDays })
      .then(({ slots }) => take(slots))
      .catch(() => take(undefined));
    return () => {
      isCurrent = false;
    };
  }, [api, slug, from, key]);
  const current = answer?.key === key ? answer : undefined;
  return {
    slots: current?.slots,
    failed: current !== undefined && current.slots === undefined,
    retry: () => setAttempt((count) => count + 1),
  };
}
