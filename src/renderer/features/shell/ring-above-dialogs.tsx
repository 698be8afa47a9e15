// A call rings while a dialog is open: it is seen over the dialog, and answered or turned away without leaving it.
import { VisuallyHidden } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { PhoneCall } from '../../../shared/phone.ts';
import { formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { escalations, offerOfCall } from '../../stores/escalations.ts';
import { countDialog } from '../../stores/overlays.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { viewing } from '../../stores/preferences.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/use-now.ts';
import { nameOfCall } from '../call/call-name.ts';
import { callFailed, useAttempt } from '../use-attempt.ts';
import styles from './ring-above-dialogs.module.css';

/** Drawn once in each open dialog (`AboveDialogs`), which is how open dialogs are counted; nothing to see while nothing rings. */
export function RingAboveDialogs() {
  const { call, isBusy } = useStore(phone, useShallow(readRing));
  useEffect(countDialog, []);
  return (
    <>
      <Announcement call={call} />
      {call && <Ring call={call} isBusy={isBusy} />}
    </>
  );
}

/** The call that rings, and whether one is in another. */
function readRing({ state }: ReturnType<typeof phone.getState>): {
  call: PhoneCall | undefined;
  isBusy: boolean;
} {
  const calls = openPhoneCalls(state);
  const call = calls.find(({ phase }) => phase === 'ringing');
  return { call, isBusy: calls.some(({ phase }) => phase !== 'ringing') };
}

function Ring({ call, isBusy }: { call: PhoneCall; isBusy: boolean }) {
  const { t } = useWords();
  const now = useNow();
  const { answer, reject } = useActions();
  const { run } = useAttempt(callFailed);
  const asked = useStore(phone, (state) => state.busy[call.id]);
  const offer = useStore(escalations, ({ offers }) => offerOfCall(call, offers));
  const name = nameOfCall(call, offer) || t('call.unknown');
  const number = formatPhone(offer?.phone ?? call.number);
  const left = offer && t('call.left', { count: secondsTo(offer.expiresAt, now) });
  return (
    <div className={styles.ring} role="group" aria-label={t('call.incoming')} data-testid="ring-above">
      <IconPhone stroke={1.5} aria-hidden />
      <p>
        <b>{name}</b>
        <small>
          {[t(isBusy ? 'others.waiting' : 'call.incoming'), number !== name && number, left]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </p>
      <Button
        keyName={isBusy ? undefined : 'F10'}
        busy={asked === 'call.reject'}
        data-testid="ring-above-reject"
        onClick={() => run(() => reject(call.id))}
      >
        {t('call.reject')}
      </Button>
      <Button
        look="primary"
        keyName="F8"
        busy={asked === 'call.answer'}
        title={isBusy ? t('others.answerHint') : undefined}
        data-testid="ring-above-answer"
        onClick={() => run(() => answer(call.id))}
      >
        {t('call.answer')}
      </Button>
    </div>
  );
}

const secondsTo = (at: string, now: number): number => Math.ceil(Math.max(0, Date.parse(at) - now) / 1000);

/** The desk's call bar says it where the desk is drawn; once is enough. */
function Announcement({ call }: { call: PhoneCall | undefined }) {
  const { t } = useWords();
  const isSaid = useStore(viewing, ({ view }) => view === 'desk');
  const offers = useStore(escalations, (state) => state.offers);
  const name = call && nameOfCall(call, offerOfCall(call, offers));
  return (
    <VisuallyHidden aria-live="assertive">
      {name !== undefined && !isSaid && t('call.announce', { name })}
    </VisuallyHidden>
  );
}
