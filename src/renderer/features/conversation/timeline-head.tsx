// Whose conversation this is, by name and number: two clients with one first name must not be taken for each other.
import { SegmentedControl, VisuallyHidden } from '@mantine/core';
import { useStore } from 'zustand';
import { formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { conversation } from '../../stores/conversation.ts';
import { deskOf, escalations } from '../../stores/escalations.ts';
import { phone } from '../../stores/phone.ts';
import type { TalkFilter } from '../../stores/reading-rows.ts';
import { Button } from '../../ui/button.tsx';
import { useNowEvery } from '../../ui/use-now.ts';
import styles from './timeline.module.css';

const filters: readonly TalkFilter[] = ['all', 'whatsapp', 'call', 'tools'];
const stepMs = 5_000;

interface TimelineHeadProps {
  leadId: string;
  leadName: string;
  filter: TalkFilter;
  onFilter: (filter: TalkFilter) => void;
}

export function TimelineHead({ leadId, leadName, filter, onFilter }: TimelineHeadProps) {
  const { t } = useWords();
  const number = useStore(conversation, ({ detail }) => (detail?.id === leadId ? detail.phone : null));
  const known = number === null ? '' : formatPhone(number);
  return (
    <div className={styles.head}>
      <h2 className={styles.whose} title={[leadName, known].filter(Boolean).join(' · ')}>
        <VisuallyHidden component="span">{t('talk.title')}: </VisuallyHidden>
        {leadName}
        {known !== '' && known !== leadName && <span>{known}</span>}
      </h2>
      <SomebodyElse leadId={leadId} />
      <SegmentedControl
        aria-label={t('talk.filter')}
        value={filter}
        onChange={(value) => onFilter(value as TalkFilter)}
        data={filters.map((value) => ({ value, label: t(`talk.${value}`) }))}
      />
    </div>
  );
}

/** While another client is on the line, whose conversation this is not; one press leads to theirs. */
function SomebodyElse({ leadId }: { leadId: string }) {
  const { t } = useWords();
  const { openLead } = useActions();
  const now = useNowEvery(stepMs);
  const state = useStore(phone, (s) => s.state);
  const offers = useStore(escalations, (s) => s.offers);
  const desk = deskOf(state, offers, now);
  const offer = desk.phase === 'idle' ? undefined : desk.offer;
  if (offer === undefined || offer.leadId === leadId) return null;
  return (
    <Button
      size="small"
      title={t('talk.notCallerTitle', { name: offer.leadName })}
      data-testid="not-the-caller"
      onClick={() => openLead(offer.leadId)}
    >
      {t('talk.notCaller')}
    </Button>
  );
}
