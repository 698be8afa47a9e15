// One's own state, the first thing on the bar: what it is, since when, and how to change it.
import { Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Me, SetState } from '../../../shared/api.ts';
import { formatDuration } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { connection } from '../../stores/connection.ts';
import { talkingCall } from '../../stores/escalations.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { StateDot, type Tone } from '../../ui/marks.tsx';
import { useNow } from '../../ui/use-now.ts';
import { stateFailed, useAttempt } from '../use-attempt.ts';
import { awayReasons, stateSign } from './agent-state.ts';
import styles from './shell.module.css';

export function StateMenu({ me }: { me: Me }) {
  const { t } = useWords();
  const now = useNow();
  const { setAgentState } = useActions();
  const { run, busy } = useAttempt(stateFailed);
  const call = useStore(phone, ({ state }) => talkingCall(state) ?? openPhoneCalls(state)[0]);
  const awaySince = useStore(connection, ({ backend }) =>
    backend.phase === 'up' || backend.phase === 'absent' ? undefined : backend.since,
  );
  const online = awaySince === undefined;
  const sign = stateSign(me, call, awaySince, t);
  const choose = (next: SetState) => () => run(() => setAgentState(next));
  return (
    <Menu position="bottom-start" width={208} disabled={!online}>
      <Menu.Target>
        <button
          type="button"
          className={styles.state}
          data-testid="agent-state"
          aria-label={`${t('state.menu')}: ${sign.word}`}
          aria-busy={busy || undefined}
        >
          <StateDot tone={sign.tone} hollow={sign.hollow} />
          <b>{sign.word}</b>
          <span className={styles.meta}>{formatDuration(now - sign.since)}</span>
          <IconChevronDown stroke={1.5} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <StateItem tone="accent" word={t('state.available')} onClick={choose({ state: 'available' })} />
        <StateItem hollow word={t('state.busy')} onClick={choose({ state: 'busy' })} />
        <Menu.Divider />
        {awayReasons.map((reason) => (
          <StateItem
            key={reason}
            hollow
            word={t(`reason.${reason}`)}
            onClick={choose({ state: 'away', reason })}
          />
        ))}
        <StateItem hollow word={t('state.away')} onClick={choose({ state: 'away' })} />
      </Menu.Dropdown>
    </Menu>
  );
}

function StateItem(props: { word: string; onClick: () => void; tone?: Tone; hollow?: boolean }) {
  const { word, onClick, tone = 'neutral', hollow = false } = props;
  return (
    <Menu.Item leftSection={<StateDot tone={tone} hollow={hollow} />} onClick={onClick}>
      {word}
    </Menu.Item>
  );
}
