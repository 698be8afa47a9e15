// The calls beside the one being spoken: one that knocks, one that waits on hold, and what to do with them.
import { IconPhone, IconPlayerPause } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { PhoneCall } from '../../../shared/phone.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { escalations, offerOfCall, otherCalls } from '../../stores/escalations.ts';
import { phone } from '../../stores/phone.ts';
import { Button } from '../../ui/button.tsx';
import { callFailed, useAttempt } from '../use-attempt.ts';
import { nameOfCall } from './call-name.ts';
import styles from './call-bar.module.css';

/** `main` is the call of the bar; nothing is shown while it is the only one. */
export function OtherCalls({ main }: { main: PhoneCall | undefined }) {
  const { t } = useWords();
  const state = useStore(phone, (s) => s.state);
  const others = main ? otherCalls(state, main) : [];
  if (!main || others.length === 0) return null;
  return (
    <section className={styles.others} aria-label={t('others.label')} data-testid="other-calls">
      {others.map((call) => (
        <OtherCall key={call.id} call={call} main={main} />
      ))}
    </section>
  );
}

function OtherCall({ call, main }: { call: PhoneCall; main: PhoneCall }) {
  const { t } = useWords();
  const offers = useStore(escalations, (state) => state.offers);
  const name = nameOfCall(call, offerOfCall(call, offers)) || t('call.unknown');
  const isRinging = call.phase === 'ringing';
  return (
    <div className={styles.other} data-phase={call.phase} data-testid="other-call">
      {isRinging ? <IconPhone stroke={1.5} aria-hidden /> : <IconPlayerPause stroke={1.5} aria-hidden />}
      <span>
        <b>{name}</b> · {t(isRinging ? 'others.waiting' : 'others.held')}
      </span>
      {isRinging ? <Knocking call={call} /> : <Held call={call} main={main} />}
    </div>
  );
}

function Knocking({ call }: { call: PhoneCall }) {
  const { t } = useWords();
  const { answer, reject } = useActions();
  const { run } = useAttempt(callFailed);
  return (
    <>
      <Button size="small" data-testid="reject-second" onClick={() => run(() => reject(call.id))}>
        {t('call.reject')}
      </Button>
      <Button
        size="small"
        look="primary"
        keyName="F8"
        title={t('others.answerHint')}
        data-testid="answer-second"
        onClick={() => run(() => answer(call.id))}
      >
        {t('others.answer')}
      </Button>
    </>
  );
}

function Held({ call, main }: { call: PhoneCall; main: PhoneCall }) {
  const { t } = useWords();
  const { swap, confer, transferTo, hangup } = useActions();
  const { run } = useAttempt(callFailed);
  const offers = useStore(escalations, (state) => state.offers);
  const isTalking = main.phase === 'live';
  const mainName = nameOfCall(main, offerOfCall(main, offers)) || t('call.unknown');
  return (
    <>
      <Button size="small" look="plain" onClick={() => run(() => hangup(call.id))}>
        {t('others.hangup')}
      </Button>
      {isTalking && (
        <>
          <Button
            size="small"
            title={t('others.joinHint')}
            data-testid="join"
            onClick={() => run(() => confer(true))}
          >
            {t('others.join')}
          </Button>
          <Button size="small" data-testid="complete" onClick={() => run(() => transferTo(call.id, main.id))}>
            {t('transfer.complete', { name: mainName })}
          </Button>
        </>
      )}
      <Button size="small" data-testid="swap" onClick={() => run(() => swap(call.id))}>
        {t('others.resume')}
      </Button>
    </>
  );
}
