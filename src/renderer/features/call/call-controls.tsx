// What one can do in a call, each with its key.
import {
  IconArrowsSplit,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhone,
  IconPlayerPause,
  IconPlayerPlay,
  IconTransfer,
  IconUserPlus,
} from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { PhoneCall } from '../../../shared/phone.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openDialer } from '../../stores/dialer.ts';
import { phone } from '../../stores/phone.ts';
import { Button } from '../../ui/button.tsx';
import { callFailed, useAttempt } from '../use-attempt.ts';
import { Keypad } from './keypad.tsx';
import { canConfer, joinOrAsk } from './conference.ts';
import styles from './call-bar.module.css';

export function CallControls({ call }: { call: PhoneCall }) {
  const { t } = useWords();
  const { mute, hold, hangup } = useActions();
  const { run } = useAttempt(callFailed);
  const asked = useStore(phone, (state) => state.busy[call.id]);
  const held = call.phase === 'held';
  const settled = call.phase === 'live' || held;
  const MuteIcon = call.muted ? IconMicrophoneOff : IconMicrophone;
  const HoldIcon = held ? IconPlayerPlay : IconPlayerPause;
  return (
    <div className={styles.controls}>
      <Button
        keyName="M"
        on={call.muted}
        data-testid="mute"
        disabled={!settled}
        busy={asked === 'call.mute'}
        icon={<MuteIcon stroke={1.5} aria-hidden />}
        onClick={() => run(() => mute(call.id, !call.muted))}
      >
        {t(call.muted ? 'call.unmute' : 'call.mute')}
      </Button>
      <Button
        keyName="H"
        on={held}
        data-testid="hold"
        disabled={!settled}
        busy={asked === 'call.hold'}
        icon={<HoldIcon stroke={1.5} aria-hidden />}
        onClick={() => run(() => hold(call.id, !held))}
      >
        {t(held ? 'call.resume' : 'call.hold')}
      </Button>
      <Keypad call={call} disabled={call.phase !== 'live'} />
      {call.inConference ? (
        <Split />
      ) : (
        <>
          <TransferButton call={call} disabled={!settled} />
          <ConferenceButton call={call} disabled={!settled} />
        </>
      )}
      <Button
        look="danger"
        keyName="F10"
        className={styles.push}
        title={call.inConference ? t('conference.hangupHint') : undefined}
        data-testid="hangup"
        busy={asked === 'call.hangup'}
        icon={<IconPhone stroke={1.5} style={{ rotate: '135deg' }} aria-hidden />}
        onClick={() => run(() => hangup(call.id))}
      >
        {t(call.inConference ? 'conference.hangup' : 'call.hangup')}
      </Button>
    </div>
  );
}

function TransferButton({ call, disabled }: { call: PhoneCall; disabled: boolean }) {
  const { t } = useWords();
  const asked = useStore(phone, (state) => state.busy[call.id]);
  return (
    <Button
      keyName="T"
      disabled={disabled}
      busy={asked === 'call.transfer'}
      data-testid="transfer"
      icon={<IconTransfer stroke={1.5} aria-hidden />}
      onClick={() => openDialer({ purpose: 'transfer', callId: call.id })}
    >
      {t('transfer.open')}
    </Button>
  );
}

function ConferenceButton({ call, disabled }: { call: PhoneCall; disabled: boolean }) {
  const { t } = useWords();
  const { confer } = useActions();
  const { run } = useAttempt(callFailed);
  const state = useStore(phone, (s) => s.state);
  return (
    <Button
      keyName="C"
      disabled={disabled || !canConfer(state, call)}
      title={t('others.conferenceHint')}
      data-testid="conference"
      icon={<IconUserPlus stroke={1.5} aria-hidden />}
      onClick={() => run(() => joinOrAsk(state, call, confer))}
    >
      {t('others.conference')}
    </Button>
  );
}

function Split() {
  const { t } = useWords();
  const { confer } = useActions();
  const { run } = useAttempt(callFailed);
  return (
    <Button
      data-testid="split"
      icon={<IconArrowsSplit stroke={1.5} aria-hidden />}
      onClick={() => run(() => confer(false))}
    >
      {t('conference.split')}
    </Button>
  );
}
