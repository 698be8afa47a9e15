// One's own state, the first thing on the bar: what it is, since when or for how long, and how to change it.
import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Me, SetState } from '../../../shared/api.ts';
import type { StateReason } from '../../../shared/desk.ts';
import { formatClock, formatDuration } from '../../i18n/format.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import type { Language } from '../../../shared/lead.ts';
import { useActions } from '../../stores/actions.ts';
import { useCommand } from '../../stores/commands.ts';
import { desk } from '../../stores/desk.ts';
import { useStationApi } from '../../stores/station-api.ts';
import { StateDot, type Tone } from '../../ui/marks.tsx';
import { useNow } from '../../ui/use-now.ts';
import { stateFailed, useAttempt } from '../use-attempt.ts';
import { trayTone, type StateSign } from './agent-state.ts';
import { useStateSign } from './use-state-sign.ts';
import styles from './shell.module.css';

export function StateMenu({ me }: { me: Me }) {
  const { t } = useWords();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const sign = useStateSign(me);
  const { choices, choose, busy } = useStateChoices();
  const obstacle = obstacleOf(sign, t);
  const time = timeOf(sign, now, t);
  useTray(sign);
  useCommand({
    id: 'state.menu',
    group: 'state',
    label: t('state.menu'),
    key: 'S',
    run: () => setOpen(true),
  });
  return (
    <>
      <Menu position="bottom-start" width={232} opened={open} onChange={setOpen} trapFocus returnFocus>
        <Menu.Target>
          <button
            type="button"
            className={styles.state}
            data-testid="agent-state"
            aria-label={`${t('state.menu')}: ${sign.word}`}
            aria-busy={busy || undefined}
            aria-keyshortcuts="S"
          >
            <StateDot tone={sign.tone} hollow={sign.hollow} />
            <b>{sign.word}</b>
            <span className={sign.until === undefined ? styles.meta : styles.hold}>{time}</span>
            <IconChevronDown stroke={1.5} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{obstacle ?? t('why.since', { time: formatClock(sign.since) })}</Menu.Label>
          {choices.map((choice, index) => (
            <StateItem
              key={choice.id}
              choice={choice}
              isFirst={index > 0 && choices[index - 1]?.set.state !== choice.set.state}
              isCurrent={isCurrent(me, choice.set)}
              disabled={obstacle !== undefined}
              onClick={() => choose(choice.set)}
            />
          ))}
        </Menu.Dropdown>
      </Menu>
      {obstacle === undefined &&
        choices.map((choice) => (
          <StateCommand key={choice.id} choice={choice} onChoose={() => choose(choice.set)} />
        ))}
    </>
  );
}

interface StateChoice {
  id: string;
  word: string;
  tone: Tone;
  hollow: boolean;
  set: SetState;
}

function useStateChoices() {
  const { t, language } = useWords();
  const { setAgentState } = useActions();
  const { run, busy } = useAttempt(stateFailed);
  const reasons = useStore(desk, (state) => state.choices.reasons);
  const choose = (set: SetState) => run(() => setAgentState(set));
  return { choices: stateChoices(reasons, language, t), choose, busy };
}

/** Available, then what the administrator has set up: busy, away; where nothing is set up, the bare states. */
export function stateChoices(
  reasons: readonly StateReason[],
  language: Language,
  t: Translate,
): StateChoice[] {
  const ready: StateChoice = {
    ...{ id: 'available', word: t('state.available'), tone: 'accent', hollow: false },
    set: { state: 'available' },
  };
  const others = (['busy', 'away'] as const).flatMap((state): StateChoice[] => {
    const own = reasons.filter((reason) => reason.state === state);
    const base = { tone: 'neutral', hollow: true } as const;
    if (own.length === 0) return [{ ...base, id: state, word: t(`state.${state}`), set: { state } }];
    return own.map(({ key, label }) => ({
      ...{ ...base, id: `${state} ${key}`, word: label[language] },
      set: { state, reason: key },
    }));
  });
  return [ready, ...others];
}

const isCurrent = ({ state, stateReason }: Me, set: SetState): boolean =>
  state === set.state && (state === 'available' || (set.reason ?? null) === stateReason);

/** Why it cannot be changed now. */
function obstacleOf(
  { inCall, online }: { inCall: boolean; online: boolean },
  t: Translate,
): string | undefined {
  if (!online) return t('why.offline');
  return inCall ? t('why.inCall') : undefined;
}

/** What is left where it ends by itself, else how long it has been so. */
function timeOf({ since, until }: StateSign, now: number, t: Translate): string {
  if (until === undefined) return formatDuration(now - since);
  return t('why.left', { time: formatDuration(until - now) });
}

interface StateItemProps {
  choice: StateChoice;
  /** Of its state. */
  isFirst: boolean;
  isCurrent: boolean;
  disabled: boolean;
  onClick: () => void;
}

function StateItem({
  choice: { word, tone, hollow, set },
  isFirst,
  isCurrent: now,
  ...item
}: StateItemProps) {
  const { t } = useWords();
  const group = { busy: t('why.busyGroup'), away: t('why.awayGroup') }[set.state as string];
  return (
    <>
      {isFirst && set.reason !== undefined && <Menu.Label>{group}</Menu.Label>}
      {isFirst && set.reason === undefined && <Menu.Divider />}
      <Menu.Item
        {...item}
        leftSection={<StateDot tone={tone} hollow={hollow} />}
        rightSection={now && <IconCheck size={14} stroke={1.5} aria-hidden />}
        aria-current={now || undefined}
        data-testid={`state-${set.state}${set.reason === undefined ? '' : `-${set.reason}`}`}
      >
        {word}
      </Menu.Item>
    </>
  );
}

function StateCommand({ choice, onChoose }: { choice: StateChoice; onChoose: () => void }) {
  const { t } = useWords();
  const label = t('why.set', { word: choice.word });
  useCommand({ id: `state.${choice.id}`, group: 'state', label, run: onChoose });
  return null;
}

/** The tray of the operating system says the same. */
function useTray(sign: StateSign): void {
  const { t, language } = useWords();
  const { showState } = useStationApi();
  const { word } = sign;
  const tone = trayTone(sign, t('state.available'));
  useEffect(() => showState({ text: word, tone, language }), [showState, word, tone, language]);
}
