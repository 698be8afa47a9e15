// The lead's name, how to reach them, and what time it is where they are.
import { IconBrandWhatsapp, IconClock, IconPhoneOff } from '@tabler/icons-react';
import type { LeadDetail } from '../../../shared/api.ts';
import { formatClock, formatDayAndClock } from '../../i18n/format.ts';
import { placeOfZone } from '../../i18n/places.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { Tag } from '../../ui/marks.tsx';
import { useNowEvery } from '../../ui/use-now.ts';
import { PhoneLink } from '../call/phone-link.tsx';
import { useDial } from '../call/use-dial.ts';
import styles from './lead-card.module.css';

const stepMs = 5_000;

export function LeadIdentity({ lead }: { lead: LeadDetail }) {
  const { t, language } = useWords();
  const now = useNowEvery(stepMs);
  const there = formatClock(now, lead.timeZone);
  const clock =
    there === formatClock(now) ? t('lead.clockHere', { time: there }) : t('lead.clock', { time: there });
  return (
    <div>
      <h2 className={styles.name}>{lead.name}</h2>
      <div className={styles.line}>
        {lead.phone !== null && (
          <PhoneLink number={lead.phone} name={lead.name} forbidden={forbiddenToCall(lead, t)} />
        )}
        {lead.phone !== null && <i>·</i>}
        <span>{t(lead.language === 'es' ? 'language.esName' : 'language.enName')}</span>
      </div>
      <div className={styles.line}>
        <IconClock stroke={1.5} aria-hidden />
        <span>{placeOfZone(lead.timeZone, language)}</span>
        <i>·</i>
        <span>{clock}</span>
      </div>
      <div className={styles.tags}>
        <Tag>{t(`leadStatus.${lead.status}`)}</Tag>
        {lead.doNotCall && (
          <Tag tone="bad">
            <IconPhoneOff stroke={1.5} aria-hidden />
            {t('lead.doNotCall')}
          </Tag>
        )}
        <Tag>
          <IconBrandWhatsapp stroke={1.5} aria-hidden />
          {lead.windowUntil === null || Date.parse(lead.windowUntil) < now
            ? t('lead.windowClosed')
            : t('lead.window', { time: formatDayAndClock(lead.windowUntil, now, language) })}
        </Tag>
      </div>
      <CallKey lead={lead} />
    </div>
  );
}

/** Why this person must not be called, as a sentence. */
export function forbiddenToCall(
  lead: Pick<LeadDetail, 'doNotCall' | 'status'>,
  t: Translate,
): string | undefined {
  return lead.doNotCall || lead.status === 'opted-out' ? t('dial.doNotCall') : undefined;
}

function CallKey({ lead }: { lead: LeadDetail }) {
  const { t } = useWords();
  const { dial, obstacle } = useDial();
  const { phone } = lead;
  const canCall = phone !== null && obstacle === undefined && forbiddenToCall(lead, t) === undefined;
  useCommand(
    canCall
      ? {
          id: 'lead.call',
          group: 'call',
          label: t('dial.call', { name: lead.name }),
          key: 'C',
          run: () => dial(phone),
        }
      : undefined,
  );
  return null;
}
