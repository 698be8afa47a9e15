// What the lead wants, what the house has for it, and what they allowed us.
import { IconCheck, IconX } from '@tabler/icons-react';
import type { LeadDetail } from '../../../shared/api.ts';
import { formatDay, formatMoney } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Empty } from '../../ui/notice.tsx';
import { AsSaid } from '../as-said.tsx';
import { LeadSection } from './lead-section.tsx';
import { wantsOf } from './lead-words.ts';
import { consentInWords } from '../conversation/sayings.ts';
import styles from './lead-card.module.css';

export function LeadWants({ lead }: { lead: LeadDetail }) {
  const { t, language } = useWords();
  const wants = wantsOf(lead, t, language);
  return (
    <LeadSection title={t('lead.wants')}>
      {wants.length === 0 ? (
        <Empty text={t('lead.nothingKnown')} />
      ) : (
        <dl className={styles.facts}>
          {wants.map(({ word, text, said }) => (
            <div key={word} style={{ display: 'contents' }}>
              <dt>{word}</dt>
              <dd>{said === undefined ? text : <AsSaid text={text} language={said} />}</dd>
            </div>
          ))}
        </dl>
      )}
    </LeadSection>
  );
}

export function LeadOffers({ lead }: { lead: LeadDetail }) {
  const { t } = useWords();
  return (
    <LeadSection title={t('lead.offers')}>
      {lead.offers.length === 0 ? (
        <Empty text={t('lead.noOffers')} />
      ) : (
        <ul className={styles.list}>
          {lead.offers.map((offer) => (
            <Offer key={`${offer.property}:${offer.unit}`} offer={offer} />
          ))}
        </ul>
      )}
    </LeadSection>
  );
}

function Offer({ offer }: { offer: LeadDetail['offers'][number] }) {
  const { t, language } = useWords();
  const [first, second] = offer.prices.map(({ amount, currency }) => formatMoney(amount, currency, language));
  const about = [
    offer.bedrooms > 0 ? t('lead.bedrooms', { count: offer.bedrooms }) : undefined,
    offer.property.includes(offer.destination) ? undefined : offer.destination,
    second,
  ];
  return (
    <li>
      <code title={offer.unit}>{offer.unit}</code>
      <span>{offer.property}</span>
      <b>{first}</b>
      <small>{about.filter(Boolean).join(' · ')}</small>
    </li>
  );
}

/** What was allowed and what was not; whoever must not be called is said first. */
export function LeadConsents({ lead }: { lead: LeadDetail }) {
  const { t, language } = useWords();
  if (lead.consents.length === 0 && !lead.doNotCall) return null;
  return (
    <LeadSection title={t('lead.consent')}>
      <ul className={styles.checks}>
        {lead.doNotCall && (
          <li data-bad="">
            <IconX stroke={1.5} aria-hidden />
            {t('leadCard.doNotCallListed')}
          </li>
        )}
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
              {!consent.granted && `: ${t('leadCard.refused')}`}
            </li>
          );
        })}
      </ul>
    </LeadSection>
  );
}
