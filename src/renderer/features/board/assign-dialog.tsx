// To whom a call goes: people who are free now, those who speak the lead's language first.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { BoardAgent } from '../../../shared/board.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { StateDot } from '../../ui/marks.tsx';
import { foldText } from '../search/fold-text.ts';
import { freeAgents } from './board-rows.ts';
import { closeQuestion } from './board-view.ts';
import { Since } from './since.tsx';
import { useActs } from './use-acts.ts';
import { usePeople } from './use-people.ts';
import { Problem, useSending } from './why-dialog.tsx';
import { WhyField } from './why-field.tsx';
import styles from './question.module.css';

/** More than anybody reads; the rest is found by typing. */
const mostShown = 50;

export function AssignDialog({ callId, name }: { callId: string; name: string }) {
  const { t } = useWords();
  const { assign } = useActs();
  const { agents, text, setText } = useFree(callId);
  const [chosen, setChosen] = useState<string>();
  const [why, setWhy] = useState('');
  const { send, busy, problem } = useSending();
  // The first suits best; somebody who was chosen and is no longer free gives way to them.
  const agent = agents.find(({ id }) => id === chosen) ?? agents[0];
  const submit = () => agent && send(() => assign({ id: callId, name }, agent, why.trim()));
  return (
    <Dialog
      title={t('board.act.assignTitle', { name })}
      closeLabel={t('board.act.close')}
      onClose={closeQuestion}
      actions={
        <>
          <Button onClick={closeQuestion}>{t('board.act.keep')}</Button>
          <Button look="primary" busy={busy} disabled={!agent} data-testid="confirm" onClick={submit}>
            {t('board.act.assign')}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        data-testid="assign-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          aria-label={t('board.act.assignFilter')}
          placeholder={t('board.act.assignFilter')}
          value={text}
          data-testid="assign-filter"
          onChange={(event) => setText(event.target.value)}
        />
        <div role="radiogroup" aria-label={t('board.act.assignTo')} className={styles.people}>
          {agents.length === 0 && (
            <p className={styles.none}>
              {t(text.trim() === '' ? 'board.act.assignNone' : 'board.act.assignNobody')}
            </p>
          )}
          {agents.slice(0, mostShown).map((one) => (
            <Person
              key={one.id}
              agent={one}
              chosen={one.id === agent?.id}
              onChoose={() => setChosen(one.id)}
            />
          ))}
        </div>
        <WhyField value={why} onChange={setWhy} of="hand-over" isMissing={false} />
        <Problem cause={problem} />
      </form>
    </Dialog>
  );
}

function useFree(callId: string) {
  const [text, setText] = useState('');
  const everybody = usePeople();
  const language = useStore(board, ({ calls }) => calls[callId]?.language ?? 'es');
  const wanted = foldText(text.trim());
  const agents = freeAgents(everybody, language).filter(({ name, extension }) =>
    foldText(`${name} ${extension}`).includes(wanted),
  );
  return { agents, text, setText };
}

function Person({ agent, chosen, onChoose }: { agent: BoardAgent; chosen: boolean; onChoose: () => void }) {
  const { t } = useWords();
  const spoken = agent.languages
    .map((one) => (one === 'es' || one === 'en' ? t(`language.${one}`) : one))
    .join(', ');
  return (
    <label className={styles.person} data-testid="assign-person">
      <input type="radio" name="agent" checked={chosen} onChange={onChoose} />
      <StateDot tone="accent" />
      <b>{agent.name}</b>
      <span>{[agent.team, t('board.act.speaks', { language: spoken })].filter(Boolean).join(' · ')}</span>
      <Since at={agent.stateSince} />
    </label>
  );
}
