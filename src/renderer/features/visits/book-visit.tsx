// Booking a visit while the lead is on the line: where, when it is free there, and one press; against the same agenda as Sofía's.
import { Checkbox, NativeSelect, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Appointment } from '../../../shared/desk.ts';
import { formatMoney } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { ActionError, useActions } from '../../stores/actions.ts';
import { useCommand } from '../../stores/commands.ts';
import { properties, readProperties, type Property } from '../../stores/properties.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failed, LoadingBars } from '../../ui/notice.tsx';
import { reasonInWords } from '../error-words.ts';
import { SlotPicker, SlotList } from './slot-picker.tsx';
import styles from './book-visit.module.css';

export interface BookVisitProps {
  /** `timeZone`: where the lead is; `wants` names what they asked for, by property and unit. */
  lead: { id: string; name: string; timeZone?: string | undefined };
  wants?: { property: string; unit?: string | undefined } | undefined;
  onClose: () => void;
  /** After it stands, before `onClose`. */
  onBooked?: (appointment: Appointment) => void;
}

export function BookVisit(props: BookVisitProps) {
  const { t } = useWords();
  const { desk: api } = useActions();
  const { status, properties: list } = useStore(properties);
  useEffect(() => void readProperties(api.properties), [api]);
  const [first] = list;
  if (status === 'ready' && first) return <BookingForm {...props} list={list} first={first} />;
  return (
    <Dialog
      title={t('visit.title', { name: props.lead.name })}
      closeLabel={t('visit.close')}
      onClose={props.onClose}
    >
      {status === 'failed' ? (
        <Failed
          text={t('visit.propertiesFailed')}
          action={t('work.retry')}
          onAction={() => void readProperties(api.properties)}
        />
      ) : (
        <LoadingBars label={t('app.loading')} height={32} widths={[100, 100, 60]} />
      )}
    </Dialog>
  );
}

interface Visit {
  slug: string;
  unit: string;
  slot: string | undefined;
  notes: string;
  confirm: boolean;
}
type Listed = BookVisitProps & { list: Property[]; first: Property };

function BookingForm(props: Listed) {
  const { lead, list, first, onClose } = props;
  const { t } = useWords();
  const { visit, change, choose, book, busy, problem, attempts } = useBooking(props);
  const property = list.find(({ slug }) => slug === visit.slug) ?? first;
  useCommand({
    id: 'dialog.save',
    group: 'desk',
    label: t('visit.book'),
    key: 'Ctrl Enter',
    unlisted: true,
    run: book,
  });
  return (
    <Dialog
      size="wide"
      title={t('visit.title', { name: lead.name })}
      closeLabel={t('visit.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('visit.cancel')}</Button>
          <Button
            look="primary"
            busy={busy}
            disabled={visit.slot === undefined}
            title={visit.slot === undefined ? t('visit.wantsSlot') : undefined}
            keyName="Ctrl Enter"
            data-testid="book"
            onClick={book}
          >
            {t('visit.book')}
          </Button>
        </>
      }
    >
      <div className={styles.form} data-testid="book-visit">
        <Place list={list} property={property} visit={visit} onChange={change} />
        <SlotPicker
          key={`${property.slug}:${attempts}`}
          property={property}
          leadZone={lead.timeZone}
          value={visit.slot}
          onChange={choose}
        />
        {problem !== undefined && (
          <Refusal problem={problem} property={property} leadZone={lead.timeZone} onChoose={choose} />
        )}
        <Details visit={visit} onChange={change} />
      </div>
    </Dialog>
  );
}

/** The wish until it is booked; each refusal reads the agenda again, because it has changed. */
function useBooking({ lead, wants, list, onClose, onBooked }: BookVisitProps & { list: Property[] }) {
  const { desk: api } = useActions();
  const [visit, setVisit] = useState<Visit>(() => firstWish(list, wants));
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [attempts, setAttempts] = useState(0);
  const change = (news: Partial<Visit>) => setVisit((before) => ({ ...before, ...news }));
  const book = async () => {
    if (visit.slot === undefined || busy) return;
    setBusy(true);
    try {
      const booked = await api.book(lead.id, bookingOf(visit, visit.slot));
      onBooked?.(booked);
      onClose();
    } catch (cause) {
      setProblem(cause);
      setAttempts((count) => count + 1);
      change({ slot: undefined });
      setBusy(false);
    }
  };
  const choose = (slot: string) => {
    change({ slot });
    setProblem(undefined);
  };
  return { visit, change, choose, book: () => void book(), busy, problem, attempts };
}

function Details({ visit, onChange }: Pick<PlaceProps, 'visit' | 'onChange'>) {
  const { t } = useWords();
  return (
    <>
      <Textarea
        label={t('visit.notes')}
        placeholder={t('visit.notesHint')}
        value={visit.notes}
        maxLength={500}
        autosize
        minRows={2}
        maxRows={4}
        onChange={(event) => onChange({ notes: event.target.value })}
      />
      <Checkbox
        label={t('visit.confirm')}
        checked={visit.confirm}
        onChange={(event) => onChange({ confirm: event.target.checked })}
      />
    </>
  );
}

interface PlaceProps {
  list: Property[];
  property: Property;
  visit: Visit;
  onChange: (news: Partial<Visit>) => void;
}
function Place({ list, property, visit, onChange }: PlaceProps) {
  const { t, language } = useWords();
  return (
    <div className={styles.place}>
      <NativeSelect
        label={t('visit.property')}
        data-testid="visit-property"
        value={property.slug}
        data={list.map(({ slug, name, destination }) => ({
          value: slug,
          label: nameAndPlace(name, destination),
        }))}
        onChange={(event) => onChange({ slug: event.target.value, unit: '', slot: undefined })}
      />
      <NativeSelect
        label={t('visit.unit')}
        data-testid="visit-unit"
        value={visit.unit}
        data={[
          { value: '', label: t('visit.anyUnit') },
          ...property.units.map(({ code, bedrooms, usd }) => ({
            value: code,
            label: [
              code,
              bedrooms > 0 ? t('lead.bedrooms', { count: bedrooms }) : undefined,
              formatMoney(usd, 'USD', language),
            ]
              .filter(Boolean)
              .join(' · '),
          })),
        ]}
        onChange={(event) => onChange({ unit: event.target.value })}
      />
    </div>
  );
}

/** Said in place, with the nearest times that are free where the backend named some. */
function Refusal(props: {
  problem: unknown;
  property: Property;
  leadZone: string | undefined;
  onChoose: (slot: string) => void;
}) {
  const { problem, property, leadZone, onChoose } = props;
  const { t } = useWords();
  const slots = problem instanceof ActionError ? problem.slots : [];
  return (
    <div className={styles.refusal} role="alert" data-testid="visit-refused">
      <p>{t('visit.failed', { reason: reasonInWords(problem, t) })}</p>
      {slots.length > 0 && (
        <>
          <p>{t('visit.nearest')}</p>
          <SlotList
            slots={slots}
            property={property}
            leadZone={leadZone}
            value={undefined}
            onChange={onChoose}
            withDay
          />
        </>
      )}
    </div>
  );
}

/** The property and unit that the lead asked for, where they can be visited; else the first. */
export function firstWish(list: readonly Property[], wants: BookVisitProps['wants']): Visit {
  const wanted = list.find(({ slug, name }) => name === wants?.property || slug === wants?.property);
  const property = wanted ?? list[0];
  const unit = property?.units.find(({ code }) => code === wants?.unit)?.code ?? '';
  return { slug: property?.slug ?? '', unit, slot: undefined, notes: '', confirm: true };
}

function bookingOf({ slug, unit, notes, confirm }: Visit, startsAt: string) {
  return {
    property: slug,
    startsAt,
    confirm,
    ...(unit !== '' && { unit }),
    ...(notes.trim() !== '' && { notes: notes.trim() }),
  };
}

const nameAndPlace = (name: string, destination: string): string =>
  name.includes(destination) ? name : `${name} · ${destination}`;
