// What a supervisor does to the floor: each act says when it did not succeed, and the few that cannot be seen say that it did.
import type { z } from 'zod';
import type { BoardAgent, forceState } from '../../../shared/board.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { tell } from '../tell.tsx';
import { useAttempt } from '../use-attempt.ts';

const actFailed = (t: Translate, reason: string): string => t('board.act.failed', { reason });

interface Named {
  id: string;
  leadName: string;
}

export function useActs() {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { listen, stopListening } = useActions();
  const { run, busy } = useAttempt(actFailed);
  return {
    busy,
    run,
    listen,
    stopListening,
    takeOver: ({ id, leadName }: Named) =>
      run(async () => {
        await api.handOver(id, { agentId: 'me' });
        tell(t('board.act.taken', { name: leadName }), t);
      }),
    prioritise: ({ id, leadName }: Named) =>
      run(async () => {
        await api.prioritise(id);
        tell(t('board.queue.prioritised', { name: leadName }), t);
      }),
    assign: (call: { id: string; name: string }, agent: BoardAgent, why: string) =>
      api
        .handOver(call.id, { agentId: agent.id, ...(why !== '' && { why }) })
        .then(() => tell(t('board.act.assigned', { name: call.name, agent: agent.name }), t)),
    force: async (agent: BoardAgent, wanted: z.input<typeof forceState>, word: string) => {
      const now = await api.forceState(agent.id, wanted);
      const words = { name: agent.name, state: word };
      tell(t(now.state === wanted.state ? 'board.act.forced' : 'board.act.forcedLater', words), t);
    },
  };
}
