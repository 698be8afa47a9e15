// Who this is and what they want, before one has to ask.
import { IconBrandWhatsapp, IconCheck, IconClock, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { LeadDetail } from '../../../shared/api.ts';
import type { Brief } from '../../../shared/escalation.ts';
import {
  formatClock,
  formatDay,
  formatDayAndClock,
  formatDuration,
  formatMoney,
  formatPhone,
} from '../../i18n/format.ts';
import { placeOfZone } from '../../i18n/places.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { conversation } from '../../stores/conversation.ts';
import { selectMe, session } from '../../stores/session.ts';
import { began } from '../../stores/work.ts';
import { SofiaMark, Tag } from '../../ui/marks.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { taskTitleInWords } from '../backend-words.ts';
import { useCallStatus } from '../calls/use-call-status.ts';
import { briefFields, openingFor } from './brief.tsx';
import { LeadScore } from './lead-score.tsx';
import { wantsOf } from './lead-words.ts';
import { consentInWords } from './sayings.ts';
import styles from './lead-card.module.css';

/** `brief` is given during and after a call from Sofía, when the call bar no longer shows it. */
export function LeadCard({ leadId, brief }: { leadId: string; brief: Brief | undefined }) {
  const { t } = useWords();
  const { openLead } = useActions();
  const status = useStore(conversation, (state) => state.detailStatus);
  const lead = useStore(conversation, (state) => state.detail);
  return (
    <div className={styles.card} data-testid="lead-card">
      {lead && <Identity lead={lead} />}
      {brief && <BriefSection brief={brief} />}
      {lead && <Known lead={lead} />}
      {!lead && status === 'loading' && (
        <LoadingBars label={t('app.loading')} height={16} widths={[70, 50, 40, 90, 100, 80]} />
      )}
      {!lead && status === 'failed' && (
        <Failed text={t('lead.failed')} action={t('lead.retry')} onAction={() => openLead(leadId)} />
      )}
    </div>
  );
}

function Known({ lead }: { lead: LeadDetail }) {
  return (
    <>
      <LeadScore score={lead.scoreDetail} total={lead.score} />
      <Wants lead={lead} />
      <Offers lead={lead} />
      <Consents lead={lead} />
      <Appointments lead={lead} />
      <OpenTasks lead={lead} />
      <EarlierCalls lead={lead} />
    </>
  );
}

function Identity({ lead }: { lead: LeadDetail }) {
  const { t, language } = useWords();
  const now = useNow();
  const there = formatClock(now, lead.timeZone);
  const place = placeOfZone(lead.timeZone, language);
  const clock =
    there === formatClock(now) ? t('lead.clockHere', { time: there }) : t('lead.clock', { time: there });
  return (
    <div>
      <h2 className={styles.name}>{lead.name}</h2>
      <div className={styles.line}>
        {lead.phone !== null && <span>{formatPhone(lead.phone)}</span>}
        {lead.phone !== null && <i>·</i>}
        <span>{t(lead.language === 'es' ? 'language.esName' : 'language.enName')}</span>
      </div>
      <div className={styles.line}>
        <IconClock stroke={1.5} aria-hidden />
        <span>{place}</span>
        <i>·</i>
        <span>{clock}</span>
      </div>
      <div className={styles.tags}>
        <Tag>{t(`leadStatus.${lead.status}`)}</Tag>
        {lead.doNotCall && <Tag tone="bad">{t('lead.doNotCall')}</Tag>}
        <Tag>
          <IconBrandWhatsapp stroke={1.5} aria-hidden />
          {lead.windowUntil === null || Date.parse(lead.windowUntil) < now
            ? t('lead.windowClosed')
            : t('lead.window', { time: formatDayAndClock(lead.windowUntil, now, language) })}
        </Tag>
      </div>
    </div>
  );
}

function BriefSection({ brief }: { brief: Brief }) {
  const { t } = useWords();
  const me = useStore(session, selectMe);
  const fields = briefFields(brief, t).filter(
    ({ key }) => key === 'why' || key === 'promised' || key === 'careful',
  );
  return (
    <section data-testid="brief">
      <h3 className={styles.proposed}>
        <SofiaMark /> {t('brief.title')}
      </h3>
      <dl className={styles.brief}>
        {fields.map(({ key, text }) => (
          <div key={key}>
            <dt>{t(`brief.${key}`)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        {brief.opening !== '' && (
          <div>
            <dt>{t('brief.opening')}</dt>
            <dd className={styles.opening}>{openingFor(brief.opening, me?.name)}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function Wants({ lead }: { lead: LeadDetail }) {
  const { t, language } = useWords();
  const wants = wantsOf(lead, t, language);
  return (
    <Section title={t('lead.wants')}>
      {wants.length === 0 ? (
        <Empty text={t('lead.nothingKnown')} />
      ) : (
        <dl className={styles.facts}>
          {wants.map(({ word, text }) => (
            <div key={word} style={{ display: 'contents' }}>
              <dt>{word}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}

function Offers({ lead }: { lead: LeadDetail }) {
  const { t, language } = useWords();
  return (
    <Section title={t('lead.offers')}>
      {lead.offers.length === 0 ? (
        <Empty text={t('lead.noOffers')} />
      ) : (
        <ul className={styles.list}>
          {lead.offers.map((offer) => (
            <li key={`${offer.property}:${offer.unit}`}>
              <code title={offer.unit}>{offer.unit}</code>
              <span>{offer.property}</span>
              <b>
                {offer.prices[0] && formatMoney(offer.prices[0].amount, offer.prices[0].currency, language)}
              </b>
              <small>
                {[
                  offer.bedrooms > 0 ? t('lead.bedrooms', { count: offer.bedrooms }) : undefined,
                  offer.property.includes(offer.destination) ? undefined : offer.destination,
                  offer.prices[1] && formatMoney(offer.prices[1].amount, offer.prices[1].currency, language),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Consents({ lead }: { lead: LeadDetail }) {
  const { t, language } = useWords();
  if (lead.consents.length === 0) return null;
  return (
    <Section title={t('lead.consent')}>
      <ul className={styles.checks}>
        {lead.consents.map((consent) => {
          const Icon = consent.granted ? IconCheck : IconX;
          return (
            <li
              key={consent.kind}
              data-off={consent.granted ? undefined : ''}
              title={`${formatDay(consent.at, language)}: ${consent.evidence}`}
            >
              <Icon stroke={1.5} aria-hidden />
              {consentInWords(consent.kind, t)}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Appointments({ lead }: { lead: LeadDetail }) {
  const { t, language } = useWords();
  if (lead.appointments.length === 0) return null;
  return (
    <Section title={t('lead.appointments')}>
      <ul className={styles.list}>
        {lead.appointments.map((appointment) => (
          <li key={appointment.id}>
            <time dateTime={appointment.startsAt}>{formatDay(appointment.startsAt, language)}</time>
            <span>{[appointment.property, appointment.unit].filter(Boolean).join(' ')}</span>
            <b>{formatClock(appointment.startsAt, lead.timeZone)}</b>
            <small>{appointmentInWords(appointment.status, t)}</small>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function OpenTasks({ lead }: { lead: LeadDetail }) {
  const { t, language } = useWords();
  const now = useNow();
  const open = lead.tasks.filter((task) => task.status === 'open');
  if (open.length === 0) return null;
  return (
    <Section title={t('lead.tasks')}>
      <ul className={styles.list}>
        {open.map((task) => (
          <li key={task.id}>
            <time dateTime={task.dueAt} className={Date.parse(task.dueAt) < now ? styles.late : undefined}>
              {formatDayAndClock(task.dueAt, now, language).split(',')[0]}
            </time>
            <span>{taskTitleInWords(task, t)}</span>
            <small>{task.ownerName}</small>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function EarlierCalls({ lead }: { lead: LeadDetail }) {
  const { t, language } = useWords();
  const statusOf = useCallStatus();
  if (lead.calls.length === 0) return null;
  return (
    <Section title={t('lead.calls')}>
      <ul className={styles.list}>
        {lead.calls.map((call) => (
          <li key={call.id}>
            <time>
              {began(call) === '' ? '' : formatDay(began(call), language).split(' ').slice(1).join(' ')}
            </time>
            <span>{statusOf(call)}</span>
            <b className={styles.muted}>
              {call.durationSeconds === null ? '' : formatDuration(call.durationSeconds * 1000)}
            </b>
            {call.agentName !== null && call.status === 'ended' && <small>{call.agentName}</small>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

const appointmentStatuses = ['booked', 'confirmed', 'cancelled', 'done', 'no-show'] as const;

function appointmentInWords(status: string, t: ReturnType<typeof useWords>['t']): string {
  const known = appointmentStatuses.find((entry) => entry === status);
  return known ? t(`appointment.${known}`) : status;
}
