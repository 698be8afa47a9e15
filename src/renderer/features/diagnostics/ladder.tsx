// The SIP ladder of the last calls: who sent what, when; each message opens in full.
import { IconArrowLeft, IconArrowRight, IconDownload, IconRefresh } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { LadderCall, LadderMessage } from '../../../shared/phone.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { phone } from '../../stores/phone.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { reasonInWords } from '../error-words.ts';
import { readFailed, useAttempt } from '../use-attempt.ts';
import styles from './diagnostics.module.css';

type Read =
  { phase: 'loading' } | { phase: 'ready'; calls: LadderCall[] } | { phase: 'failed'; cause: unknown };

export function LadderSection() {
  const { t } = useWords();
  const { read, again } = useLadders();
  useReadAgainAfter(again);
  const [chosen, setChosen] = useState<string>();
  const save = useSave();
  const calls = read.phase === 'ready' ? read.calls : [];
  const shown = calls.find(({ sipCallId }) => sipCallId === chosen) ?? calls[0];
  return (
    <section className={styles.section} aria-labelledby="ladder" data-testid="ladder">
      <div className={styles.head}>
        <h2 id="ladder">{t('diagnostics.calls')}</h2>
        <Button icon={<IconRefresh stroke={1.5} aria-hidden />} onClick={again}>
          {t('diagnostics.refresh')}
        </Button>
        <Button
          disabled={!shown}
          icon={<IconDownload stroke={1.5} aria-hidden />}
          data-testid="ladder-export-one"
          onClick={() => save(shown?.sipCallId)}
        >
          {t('diagnostics.export')}
        </Button>
        <Button
          disabled={calls.length === 0}
          icon={<IconDownload stroke={1.5} aria-hidden />}
          data-testid="ladder-export"
          onClick={() => save()}
        >
          {t('diagnostics.exportAll')}
        </Button>
      </div>
      <p className={styles.lead}>{t('diagnostics.callsLead')}</p>
      {read.phase === 'loading' && <LoadingBars label={t('app.loading')} widths={[60, 60, 60]} height={34} />}
      {read.phase === 'failed' && (
        <Failed
          text={t('diagnostics.readFailed', { reason: reasonInWords(read.cause, t) })}
          action={t('offline.retry')}
          onAction={again}
        />
      )}
      {read.phase === 'ready' && calls.length === 0 && <Empty text={t('diagnostics.none')} />}
      {shown && (
        <div className={styles.ladders}>
          <ul className={styles.calls}>
            {calls.map((call) => (
              <li key={call.sipCallId}>
                <button type="button" aria-current={call === shown} onClick={() => setChosen(call.sipCallId)}>
                  <CallLine call={call} />
                </button>
              </li>
            ))}
          </ul>
          <Ladder call={shown} />
        </div>
      )}
    </section>
  );
}

function CallLine({ call }: { call: LadderCall }) {
  const { t } = useWords();
  const first = call.messages[0];
  return (
    <>
      <b title={`${call.from} → ${call.to}`}>
        {call.from === call.to
          ? t('diagnostics.line')
          : t('diagnostics.between', { from: userPart(call.from), to: userPart(call.to) })}
      </b>
      <small>
        {first && preciseClock(first.at).slice(0, 8)} ·{' '}
        {t('diagnostics.messages', { count: call.messages.length })}
      </small>
    </>
  );
}

/** `+523221234567` of `sip:+523221234567@pbx.example.com:5060`: whole addresses do not fit, and the messages have them. */
export function userPart(uri: string): string {
  const [, user] = /^sips?:([^@;>]+)@/.exec(uri) ?? [];
  return user ?? uri;
}

function Ladder({ call }: { call: LadderCall }) {
  return (
    <ol className={styles.ladder} tabIndex={0} aria-label={call.sipCallId}>
      {call.messages.map((message, index) => (
        <LadderRow key={`${message.at}-${index}`} message={message} />
      ))}
    </ol>
  );
}

function LadderRow({ message }: { message: LadderMessage }) {
  const { t } = useWords();
  const isOut = message.direction === 'out';
  const Icon = isOut ? IconArrowRight : IconArrowLeft;
  return (
    <li data-direction={message.direction}>
      <details>
        <summary title={t('diagnostics.showText')}>
          <time>{preciseClock(message.at)}</time>
          <Icon stroke={1.5} aria-hidden />
          <span>{message.summary}</span>
          <small>{t(isOut ? 'diagnostics.sent' : 'diagnostics.received', { peer: message.peer })}</small>
        </summary>
        <pre>{message.text}</pre>
      </details>
    </li>
  );
}

/** `14:03:07.125`: two messages of one second have an order. */
function preciseClock(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

function useLadders(): { read: Read; again: () => void } {
  const { readLadders } = useActions();
  const [read, setRead] = useState<Read>({ phase: 'loading' });
  const again = useCallback(() => {
    readLadders().then(
      // Newest first: the call somebody complains about is the last one.
      (calls) => setRead({ phase: 'ready', calls: [...calls].reverse() }),
      (cause: unknown) => setRead({ phase: 'failed', cause }),
    );
  }, [readLadders]);
  return { read, again };
}

/** A line test and an ended call leave messages behind: they are shown without being asked for. */
function useReadAgainAfter(again: () => void): void {
  const marks = useStore(
    phone,
    ({ state, ended }) => `${state?.lineTest?.phase} ${state?.lineTest?.startedAt} ${ended?.id}`,
  );
  useEffect(again, [again, marks]);
}

function useSave(): (sipCallId?: string) => void {
  const { exportLadders } = useActions();
  const { run } = useAttempt(readFailed);
  return (sipCallId) =>
    run(async () => {
      const url = URL.createObjectURL(new Blob([await exportLadders(sipCallId)], { type: 'text/plain' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = `sip-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.txt`;
      link.click();
      URL.revokeObjectURL(url);
    });
}
