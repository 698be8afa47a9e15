// The call in hand while one looks at another page: who, since when, and the way back to it.
import { IconPhone } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { formatDuration } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { deskOf, escalations } from '../../stores/escalations.ts';
import { phone } from '../../stores/phone.ts';
import { openView, viewing } from '../../stores/preferences.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useNow } from '../../ui/use-now.ts';
import { nameOfCall } from '../call/call-name.ts';
import { callFailed, useAttempt } from '../use-attempt.ts';
import styles from './shell.module.css';

/** Nothing on the desk, which shows the call itself, and nothing without a call. */
export function CallElsewhere() {
  const { t } = useWords();
  const now = useNow();
  const { answer } = useActions();
  const { run, busy } = useAttempt(callFailed);
  const onDesk = useStore(viewing, ({ view }) => view === 'desk');
  const state = useStore(phone, (s) => s.state);
  const offers = useStore(escalations, (s) => s.offers);
  const desk = deskOf(state, offers, now);
  if (onDesk || (desk.phase !== 'ringing' && desk.phase !== 'talking')) return null;
  const { call, offer } = desk;
  const ringing = desk.phase === 'ringing';
  const word = ringing ? 'call.incoming' : call.phase === 'held' ? 'state.onHold' : 'state.onCall';
  const answerHere = () => {
    openView('desk');
    run(() => answer(call.id));
  };
  return (
    <div
      className={classNames(styles.strip, ringing ? styles.ringing : styles.calm)}
      data-testid="call-elsewhere"
    >
      <IconPhone stroke={1.5} aria-hidden />
      <span>
        <b>{nameOfCall(call, offer) || t('call.unknown')}</b> {t(word)} ·{' '}
        {formatDuration(now - ((ringing ? call.ringingAt : call.liveAt) ?? now))}
      </span>
      <Button size="small" onClick={() => openView('desk')}>
        {t('call.show')}
      </Button>
      {ringing && (
        <Button size="small" look="primary" keyName="F8" busy={busy} onClick={answerHere}>
          {t('call.answer')}
        </Button>
      )}
    </div>
  );
}
