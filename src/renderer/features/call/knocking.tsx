// A call that knocks while one is in another: who it is and why, so that one can decide without leaving the talk.
import { IconPhone } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { EscalationOffer } from '../../../shared/escalation.ts';
import type { PhoneCall } from '../../../shared/phone.ts';
import { briefFields } from '../../i18n/brief-words.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { phone } from '../../stores/phone.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Stretches } from '../as-said.tsx';
import { callFailed, useAttempt } from '../use-attempt.ts';
import { nameOfCall } from './call-name.ts';
import { RejectButton } from './call-reject.tsx';
import styles from './call-bar.module.css';

/** What decides whether one answers; the rest of the brief comes with the call. */
const decisive = ['who', 'wants', 'why'];

export function Knocking({ call, offer }: { call: PhoneCall; offer: EscalationOffer | undefined }) {
  const { t } = useWords();
  const now = useNow();
  const name = nameOfCall(call, offer) || t('call.unknown');
  const leftS = offer && Math.ceil(Math.max(0, Date.parse(offer.expiresAt) - now) / 1000);
  return (
    <>
      <IconPhone stroke={1.5} aria-hidden />
      <span>
        <b>{name}</b> · {t(offer ? 'others.transferred' : 'others.waiting')}
        {leftS !== undefined && ` · ${t('call.left', { count: leftS })}`}
      </span>
      <KnockingButtons call={call} />
      <KnockingBrief call={call} offer={offer} />
    </>
  );
}

function KnockingBrief({ call, offer }: { call: PhoneCall; offer: EscalationOffer | undefined }) {
  const { t, language } = useWords();
  if (offer)
    return (
      <dl className={styles.knocking} data-testid="knocking-brief">
        {briefFields(offer.brief, { t, language })
          .filter(({ key }) => decisive.includes(key))
          .map(({ key, name, text, stretches }) => (
            <div key={key}>
              <dt>{name}</dt>
              <dd title={text}>
                <Stretches of={stretches} />
              </dd>
            </div>
          ))}
      </dl>
    );
  const text = call.summary ?? (call.match === 'none' ? undefined : t('brief.late'));
  if (text === undefined) return null;
  return (
    <p className={styles.knockingSummary} title={text} data-testid="knocking-brief">
      {text}
    </p>
  );
}

function KnockingButtons({ call }: { call: PhoneCall }) {
  const { t } = useWords();
  const { answer } = useActions();
  const { run } = useAttempt(callFailed);
  const asked = useStore(phone, (state) => state.busy[call.id]);
  return (
    <>
      <RejectButton call={call} small />
      <Button
        size="small"
        look="primary"
        keyName="F8"
        title={t('others.answerHint')}
        data-testid="answer-second"
        busy={asked === 'call.answer'}
        onClick={() => run(() => answer(call.id))}
      >
        {t('others.answer')}
      </Button>
    </>
  );
}
