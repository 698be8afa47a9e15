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
import { openSettings } from '../settings/settings-part.ts';
import { testFailed, useAttempt } from '../use-attempt.ts';
import styles from './shell.module.css';

/** Nothing unless it is offered or its verdict waits to be read. */
export function LineOffer() {
  const { t } = useWords();
  const { phase, canStart, start, close } = useLineOffer();
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
          <Button
            size="small"
            data-testid="line-offer-start"
            disabled={!canStart}
            title={canStart ? undefined : t('lineOffer.notYet')}
            onClick={start}
          >
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

/**
 * Offered when the shift begins until it is made or put off; its verdict stays until it is read. Where there is a
 * phone it stands there from the first moment and through calls: its coming and going would move the whole desk.
 */
function useLineOffer() {
  const { testLine } = useActions();
  const { run } = useAttempt(testFailed);
  const [today] = useState(() => dayOf(new Date()));
  const settled = useStore(stationChoices, (state) => (state.lineTestDay ?? '') >= today);
  const [begunAt, setBegunAt] = useState<number>();
  const hasPhone = useStore(connection, (state) => state.phone.phase !== 'absent');
  const isUp = useStore(connection, (state) => state.phone.phase === 'up');
  const registered = useStore(phone, ({ state }) => state?.registration.phase === 'registered');
  const test = useStore(phone, ({ state }) => state?.lineTest);
  const inCall = useStore(phone, ({ state }) => openPhoneCalls(state).length > 0);
  const begun = begunAt !== undefined;
  // What the phone still knows of an earlier test is not the answer to this one.
  const own = test && test.startedAt >= (begunAt ?? 0) ? test.phase : 'running';
  const isWanted = begun || !settled;
  return {
    phase: isWanted && hasPhone ? (begun ? own : ('offered' as const)) : undefined,
    canStart: isUp && registered && !inCall,
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
