// The calls beside the one being spoken: one that knocks, one that waits on hold, and what to do with them.
import { IconPlayerPause } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { PhoneCall } from '../../../shared/phone.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { escalations, offerOfCall, otherCalls } from '../../stores/escalations.ts';
import { phone } from '../../stores/phone.ts';
import { Button } from '../../ui/button.tsx';
import { callFailed, useAttempt } from '../use-attempt.ts';
import { nameOfCall } from './call-name.ts';
import { CallNote } from './call-note.tsx';
import { Knocking } from './knocking.tsx';
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
  const offer = offerOfCall(call, offers);
  return (
    <div className={styles.other} data-phase={call.phase} data-testid="other-call">
      {call.phase === 'ringing' ? (
        <Knocking call={call} offer={offer} />
      ) : (
        <>
          <IconPlayerPause stroke={1.5} aria-hidden />
          <span>
            <b>{nameOfCall(call, offer) || t('call.unknown')}</b> · {t('others.held')}
          </span>
          <Held call={call} main={main} />
          {call.transfer && <CallNote call={call} />}
        </>
      )}
    </div>
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
