// Whose call is being closed, how long it was, and how long there is to close it.
import { IconX } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { WrapUp } from '../../../shared/desk.ts';
import { formatClock, formatDuration, formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { openWrapUp } from '../../stores/chosen-work.ts';
import { conversation } from '../../stores/conversation.ts';
import { nameInDirectory } from '../../stores/name-with-number.ts';
import { IconButton } from '../../ui/button.tsx';
import { useNow } from '../../ui/use-now.ts';
import { PhoneLink } from '../call/phone-link.tsx';
import styles from './wrap-up.module.css';

export function WrapUpHead({ wrapUp }: { wrapUp: WrapUp }) {
  const { t } = useWords();
  const score = useStore(conversation, ({ detail }) => (detail?.id === wrapUp.leadId ? detail?.score : null));
  const known = wrapUp.leadName ?? nameInDirectory(wrapUp.number);
  const name = known ?? t('wrapUp.unknown');
  const talk = wrapUp.talkMs === null ? t('call.notAnswered') : formatDuration(wrapUp.talkMs);
  return (
    <header>
      <div className={styles.who}>
        <h2>{name}</h2>
        {typeof score === 'number' && (
          <span>
            <b>{score}</b> / 100
          </span>
        )}
      </div>
      <div className={styles.facts}>
        {wrapUp.number === '' ? (
          <span>{t('call.unknown')}</span>
        ) : (
          <PhoneLink number={wrapUp.number} name={known ?? formatPhone(wrapUp.number)} />
        )}
        <span>
          {talk} · {t('call.endedAt', { time: formatClock(wrapUp.endedAt) })}
        </span>
      </div>
      <div className={styles.title}>
        <h2>{t('wrapUp.title')}</h2>
        <TimeLeft until={wrapUp.until} />
        <IconButton
          label={t('wrapUp.showLead')}
          data-testid="wrap-up-later"
          onClick={() => openWrapUp(undefined)}
        >
          <IconX stroke={1.5} aria-hidden />
        </IconButton>
      </div>
    </header>
  );
}

const nearEndMs = 20_000;

/** The state ends by itself; the form stays. */
function TimeLeft({ until }: { until: string | null }) {
  const { t } = useWords();
  const now = useNow();
  if (until === null) return null;
  const leftMs = Date.parse(until) - now;
  if (leftMs <= 0) return <span className={styles.over}>{t('wrapUp.over')}</span>;
  return (
    <span
      className={styles.left}
      data-tone={leftMs < nearEndMs ? 'hold' : undefined}
      role="timer"
      data-testid="wrap-up-left"
    >
      {t('wrapUp.left')} <b>{formatDuration(leftMs)}</b>
    </span>
  );
}
