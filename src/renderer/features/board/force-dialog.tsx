// What somebody does from now on, said by a supervisor, with the why.
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { BoardAgent } from '../../../shared/board.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { desk } from '../../stores/desk.ts';
import { stateChoices } from '../shell/state-menu.tsx';
import { useActs } from './use-acts.ts';
import { WhyDialog } from './why-dialog.tsx';
import styles from './question.module.css';

interface Wanted {
  id: string;
  word: string;
  set: { state: 'available' | 'busy' | 'away' | 'offline'; reason?: string };
}

export function ForceDialog({ agentId }: { agentId: string }) {
  const agent = useStore(board, ({ agents }) => agents[agentId]);
  return agent ? <Force agent={agent} /> : null;
}

function Force({ agent }: { agent: BoardAgent }) {
  const { t } = useWords();
  const { force } = useActs();
  const choices = useChoices();
  // Never what closes somebody's session unasked.
  const away = choices.find(({ set }) => set.state === 'away') ?? choices[0];
  const [chosen, setChosen] = useState(() => (agent.state === 'available' ? away?.id : 'available'));
  const wanted = choices.find(({ id }) => id === chosen);
  return (
    <WhyDialog
      title={t('board.act.forceTitle', { name: agent.name })}
      text={agent.call === null ? '' : t('board.act.forceText')}
      of="force"
      confirm={t('board.act.force')}
      testId="force-dialog"
      act={async (why) => {
        if (wanted) await force(agent, { ...wanted.set, why }, wanted.word);
      }}
    >
      <NativeSelect
        label={t('board.act.forceState')}
        data-testid="force-state"
        value={chosen}
        data={choices.map(({ id, word }) => ({ value: id, label: word }))}
        onChange={(event) => setChosen(event.target.value)}
      />
      {chosen === 'offline' && <p className={styles.hint}>{t('board.act.forceOffline')}</p>}
    </WhyDialog>
  );
}

/** What people choose themselves, and that they go. */
function useChoices(): Wanted[] {
  const { t, language } = useWords();
  const reasons = useStore(desk, (state) => state.choices.reasons);
  const own = stateChoices(reasons, language, t).flatMap(({ id, word, set: { state, reason } }): Wanted[] =>
    // Nobody is put into a wrap-up: it begins by itself.
    state === 'wrap-up' ? [] : [{ id, word, set: { state, ...(reason !== undefined && { reason }) } }],
  );
  return [...own, { id: 'offline', word: t('state.offline'), set: { state: 'offline' } }];
}
