// One quiet line at the first sign-in of the day: is the line good, before a client finds out.
import { IconCircleCheck, IconHeadphones } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { connection } from '../../stores/connection.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { dayOf, settleLineTest, stationChoices } from '../../stores/station.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useMinute } from '../../ui/use-now.ts';
import { openSettings } from '../settings/settings-part.ts';
import { testFailed, useAttempt } from '../use-attempt.ts';
import styles from './shell.module.css';

/** Nothing unless it is offered or its verdict waits to be read. */
export function LineOffer() {
  const { t } = useWords();
  const { phase, start, close } = useLineOffer();
  if (phase === undefined) return null;
  const words = { offered: 'text', running: 'running', go: 'go', 'no-go': 'noGo' } as const;
  const Icon = phase === 'go' ? IconCircleCheck : IconHeadphones;
  return (
    <div
      className={classNames(styles.strip, phase === 'no-go' ? styles.warn : styles.calm)}
      data-testid="line-offer"
      data-phase={phase}
    >
      <Icon stroke={1.5} aria-hidden />
      <span>{t(`lineOffer.${words[phase]}`)}</span>
      {phase === 'offered' && (
        <>
          <Button size="small" look="plain" data-testid="line-offer-later" onClick={close}>
            {t('lineOffer.later')}
          </Button>
          <Button size="small" data-testid="line-offer-start" onClick={start}>
            {t('lineOffer.start')}
          </Button>
        </>
      )}
      {phase === 'no-go' && (
        <Button
          size="small"
          onClick={() => {
            close();
            openSettings('diagnostics');
          }}
        >
          {t('lineOffer.see')}
        </Button>
      )}
      {(phase === 'go' || phase === 'no-go') && (
        <Button size="small" look="plain" onClick={close}>
          {t('lineOffer.close')}
        </Button>
      )}
    </div>
  );
}

/** Offered until it is made or put off today; its verdict stays until it is read. Never during a call, or without a line. */
function useLineOffer() {
  const { testLine } = useActions();
  const { run } = useAttempt(testFailed);
  const today = dayOf(new Date(useMinute()));
  const settled = useStore(stationChoices, (state) => state.lineTestDay === today);
  const [begunAt, setBegunAt] = useState<number>();
  const isUp = useStore(connection, (state) => state.phone.phase === 'up');
  const registered = useStore(phone, ({ state }) => state?.registration.phase === 'registered');
  const test = useStore(phone, ({ state }) => state?.lineTest);
  const inCall = useStore(phone, ({ state }) => openPhoneCalls(state).length > 0);
  const begun = begunAt !== undefined;
  // What the phone still knows of an earlier test is not the answer to this one.
  const own = test && test.startedAt >= (begunAt ?? 0) ? test.phase : 'running';
  const isWanted = begun || !settled;
  const isPossible = isUp && registered && (!inCall || test?.phase === 'running');
  return {
    phase: isWanted && isPossible ? (begun ? own : ('offered' as const)) : undefined,
    start: () => {
      setBegunAt(Date.now());
      settleLineTest();
      run(() =>
        testLine().catch((cause: unknown) => {
          setBegunAt(undefined);
          throw cause;
        }),
      );
    },
    close: () => {
      settleLineTest();
      setBegunAt(undefined);
    },
  };
}
