// The call bar: the one thing of the desk that matters most at any moment, and its keys.
import { IconMicrophoneOff, IconPhone, IconPlayerPause, IconUsersGroup } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { EscalationOffer } from '../../../shared/escalation.ts';
import type { PhoneCall } from '../../../shared/phone.ts';
import { formatClock, formatDuration, formatPhone } from '../../i18n/format.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { connection } from '../../stores/connection.ts';
import { escalations, offerOfCall, partnerOf, type Desk } from '../../stores/escalations.ts';
import { phone } from '../../stores/phone.ts';
import { selectMe, session } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { LevelMeter, StateDot } from '../../ui/marks.tsx';
import { useNow } from '../../ui/use-now.ts';
import { sipCauseInWords } from '../backend-words.ts';
import { endingInWords } from '../phone-words.ts';
import { callFailed, stateFailed, useAttempt } from '../use-attempt.ts';
import { RingingBrief } from './brief.tsx';
import { CallControls } from './call-controls.tsx';
import { nameOfCall } from './call-name.ts';
import { CallNote } from './call-note.tsx';
import { RejectButton } from './call-reject.tsx';
import { QualityMark } from './call-quality.tsx';
import { OtherCalls } from './other-calls.tsx';
import { transferInWords } from './transfer-words.ts';
import styles from './call-bar.module.css';

export function CallBar({ desk }: { desk: Desk }) {
  return (
    <>
      {desk.phase === 'coming' && <RingingBar call={undefined} offer={desk.offer} />}
      {desk.phase === 'ringing' && <RingingBar call={desk.call} offer={desk.offer} />}
      {desk.phase === 'talking' && <TalkingBar call={desk.call} offer={desk.offer} />}
      {desk.phase === 'talking' && <OtherCalls main={desk.call} />}
      {desk.phase === 'ended' && <EndedBar call={desk.call} offer={desk.offer} />}
      <RingAnnouncement desk={desk} />
    </>
  );
}

/** `call` is undefined while the offer is on its way; the buttons' place is kept, so nothing moves when it rings. */
function RingingBar({ call, offer }: { call: PhoneCall | undefined; offer: EscalationOffer | undefined }) {
  const { t } = useWords();
  const now = useNow();
  const absent = useStore(connection, (state) => state.phone.phase === 'absent');
  const left = offer ? Math.max(0, Date.parse(offer.expiresAt) - now) : undefined;
  const kicker = call
    ? t(offer || call.match !== 'none' ? 'call.transferred' : 'call.incoming')
    : t(absent ? 'call.comingElsewhere' : 'call.coming');
  const number = offer?.phone ?? call?.number ?? '';
  const name = nameOfCall(call, offer) || t('call.unknown');
  return (
    <section
      className={styles.ring}
      aria-label={t('call.incoming')}
      data-testid="call-bar"
      data-phase={call ? 'ringing' : 'coming'}
    >
      <div className={styles.head}>
        <span className={styles.pulse}>
          <IconPhone stroke={1.5} aria-hidden />
        </span>
        <div className={styles.who}>
          <div className={styles.kicker}>
            {kicker}
            {!offer && number !== '' && formatPhone(number) !== name && ` · ${formatPhone(number)}`}
            {left !== undefined && ` · ${t('call.left', { count: Math.ceil(left / 1000) })}`}
          </div>
          <div className={styles.name} data-number={name === formatPhone(number) ? '' : undefined}>
            {name}
          </div>
        </div>
        <RingingButtons call={call} />
      </div>
      {(offer || (call?.match !== 'none' && call?.summary === undefined)) && (
        <RingingBrief brief={offer?.brief} since={call?.ringingAt ?? now} />
      )}
      {!offer && call?.summary !== undefined && <p className={styles.summary}>{call.summary}</p>}
      {offer && left !== undefined && (
        <span
          className={styles.left}
          style={{ width: `${shareLeft(offer, left) * 100}%` }}
          title={t('call.leftTitle', { count: Math.ceil(left / 1000) })}
        />
      )}
    </section>
  );
}

function RingingButtons({ call }: { call: PhoneCall | undefined }) {
  const { t } = useWords();
  const { answer } = useActions();
  const { run } = useAttempt(callFailed);
  const asked = useStore(phone, (state) => (call ? state.busy[call.id] : undefined));
  return (
    <div className={styles.buttons} data-hidden={call ? undefined : ''}>
      <RejectButton call={call} />
      <Button
        look="primary"
        size="large"
        keyName="F8"
        className={styles.answer}
        data-testid="answer"
        icon={<IconPhone stroke={1.5} aria-hidden />}
        busy={asked === 'call.answer'}
        disabled={!call}
        onClick={() => call && run(() => answer(call.id))}
      >
        {t('call.answer')}
      </Button>
    </div>
  );
}

function shareLeft(offer: EscalationOffer, leftMs: number): number {
  const whole = Date.parse(offer.expiresAt) - Date.parse(offer.reservedAt);
  return whole > 0 ? Math.min(1, leftMs / whole) : 0;
}

function TalkingBar({ call, offer }: { call: PhoneCall; offer: EscalationOffer | undefined }) {
  const { t } = useWords();
  const now = useNow();
  const held = call.phase === 'held';
  const name = useTalkingName(call, offer);
  return (
    <section
      className={styles.call}
      aria-label={t('state.onCall')}
      data-testid="call-bar"
      data-phase={call.phase}
    >
      <div className={styles.callHead}>
        <StateDot tone={held ? 'hold' : 'accent'} />
        <div className={styles.name}>{name}</div>
        <div className={styles.facts}>
          <TalkingFacts call={call} />
          <span className={styles.timer} data-held={held ? '' : undefined} role="timer">
            {formatDuration(Math.max(0, now - (timedFrom(call) ?? now)))}
          </span>
        </div>
      </div>
      <CallNote call={call} />
      <CallControls call={call} />
    </section>
  );
}

/** The time of the talk; before it, how long the other end has been rung. */
function timedFrom({ liveAt, phase, ringingAt }: PhoneCall): number | undefined {
  return liveAt ?? (phase === 'dialing' ? ringingAt : undefined);
}

/** What is worth knowing of a call in hand: how it stands, how it sounds, who hears whom. */
function TalkingFacts({ call }: { call: PhoneCall }) {
  const { t } = useWords();
  const levels = useStore(phone, (state) => state.levels);
  const audio = useStore(phone, (state) => state.state?.audio);
  const held = call.phase === 'held';
  return (
    <>
      {call.inConference && (
        <span className={styles.fact} role="img" aria-label={t('conference.on')} title={t('conference.on')}>
          <IconUsersGroup stroke={1.5} aria-hidden />
        </span>
      )}
      {call.phase === 'answering' && <span>{t('call.answering')}</span>}
      {call.phase === 'dialing' && <span>{t('call.dialing')}</span>}
      {held && (
        <span className={styles.fact}>
          <IconPlayerPause stroke={1.5} aria-hidden /> {t('call.onHold')}
        </span>
      )}
      {call.heldByPeer && !held && <span>{t('call.heldByPeer')}</span>}
      {call.phase === 'live' && audio !== 'connected' && <span>{t('call.audioAway')}</span>}
      {call.phase === 'live' && audio === 'connected' && !call.heldByPeer && (
        <>
          {!call.inConference && <QualityMark call={call} />}
          <LevelMeter level={levels.in} label={t('call.levelIn')} tone="neutral" />
          {call.muted ? (
            <span className={styles.fact} title={t('call.muted')}>
              <IconMicrophoneOff stroke={1.5} aria-hidden />{' '}
              <span className={styles.word}>{t('call.muted')}</span>
            </span>
          ) : (
            <LevelMeter level={levels.out} label={t('call.levelOut')} tone="accent" />
          )}
        </>
      )}
    </>
  );
}

/** Two names in a conference, one otherwise. */
function useTalkingName(call: PhoneCall, offer: EscalationOffer | undefined): string {
  const { t } = useWords();
  const partner = useStore(phone, ({ state }) => partnerOf(state, call));
  const offers = useStore(escalations, (state) => state.offers);
  const first = nameOfCall(call, offer) || t('call.unknown');
  if (!partner) return first;
  const second = nameOfCall(partner, offerOfCall(partner, offers)) || t('call.unknown');
  return t('conference.with', { first, second });
}

/** After the call: what it was, and the way back to work. It goes when the phone forgets the call. */
function EndedBar({ call, offer }: { call: PhoneCall; offer: EscalationOffer | undefined }) {
  const { t } = useWords();
  const { setAgentState } = useActions();
  const { run, busy } = useAttempt(stateFailed);
  const me = useStore(session, selectMe);
  const wrapping = me?.state === 'wrap-up';
  const talked =
    call.liveAt === undefined || call.endedAt === undefined ? undefined : call.endedAt - call.liveAt;
  const transferred = call.outcome === 'transferred' ? transferInWords(call, t) : undefined;
  const cause = transferred ?? (talked === undefined ? reasonOf(call, t) : lostInWords(call, t));
  return (
    <section className={styles.call} aria-label={t('call.ended')} data-testid="call-bar" data-phase="ended">
      <div className={styles.callHead}>
        <StateDot tone="neutral" hollow />
        <div className={styles.name}>{nameOfCall(call, offer) || t('call.unknown')}</div>
        <div className={styles.facts}>
          <span>
            {talked === undefined && call.outcome !== undefined
              ? t(`phoneOutcome.${call.outcome}`)
              : t('call.endedAt', { time: formatClock(call.endedAt ?? Date.now()) })}
          </span>
          {talked !== undefined && <span className={styles.timer}>{formatDuration(talked)}</span>}
        </div>
      </div>
      {cause !== '' && <p className={styles.note}>{cause}</p>}
      {wrapping && (
        <div className={styles.closing}>
          <p>{t(me.stateUntil === null ? 'call.wrap' : 'call.wrapTimed')}</p>
          <Button
            look="primary"
            busy={busy}
            data-testid="back-to-work"
            onClick={() => run(() => setAgentState({ state: 'available' }))}
          >
            {t('call.backToWork')}
          </Button>
        </div>
      )}
    </section>
  );
}

/** Why a call came to nothing: by its SIP status where we placed it, else by how it ended. */
function reasonOf(call: PhoneCall, t: Translate): string {
  return (call.direction === 'out' && sipCauseInWords(call.sipStatus, t)) || endingInWords(call, t);
}

const lostInWords = (call: PhoneCall, t: Translate): string =>
  call.outcome === 'lost' ? t('sipCause.lost') : '';

/** Spoken at once by a screen reader; silent otherwise. */
function RingAnnouncement({ desk }: { desk: Desk }) {
  const { t } = useWords();
  const text =
    desk.phase === 'ringing' ? t('call.announce', { name: nameOfCall(desk.call, desk.offer) }) : '';
  return (
    <div aria-live="assertive" style={visuallyHidden}>
      {text}
    </div>
  );
}

const visuallyHidden = {
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
} as const;
