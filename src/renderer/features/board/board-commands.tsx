// The floor by keyboard: digits act on the row that is chosen, Escape leaves the call that is followed.
import { useStore } from 'zustand';
import type { BoardCall } from '../../../shared/board.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { useCommand } from '../../stores/commands.ts';
import { heardCall, listening } from '../../stores/listening.ts';
import { overlays } from '../../stores/overlays.ts';
import { askAbout, boardView, closeDock, openDock } from './board-view.ts';
import { useActs } from './use-acts.ts';
import { mayHandOver } from './board-rows.ts';
import { useCanTake } from './use-can-take.ts';
import { useOpenStory } from './use-open-story.ts';

/** Nothing to see. Behind a dialog none of these keys acts. */
export function BoardCommands() {
  const isAsked = useStore(overlays, ({ dialogs }) => dialogs > 0);
  const chosen = useStore(boardView, (state) => state.chosen);
  const dock = useStore(boardView, (state) => state.dock?.callId);
  const isAgent = chosen?.kind === 'agent';
  // Without a row of its own the call below is meant.
  const callId = chosen && !isAgent ? chosen.id : dock;
  const call = useStore(board, ({ calls }) => (callId === undefined ? undefined : calls[callId]));
  if (isAsked) return null;
  return (
    <>
      {call && (chosen?.kind === 'queue' ? <QueueCommands call={call} /> : <CallCommands call={call} />)}
      {call && <StoryCommand call={call} />}
      {isAgent && <AgentCommand id={chosen.id} />}
      {dock !== undefined && <CloseCommand />}
    </>
  );
}

function CallCommands({ call }: { call: BoardCall }) {
  const { listen, stopListening, takeOver } = useActs();
  const heard = useStore(listening, ({ now }) => heardCall(now) === call.id);
  const canTake = useCanTake();
  const { id: callId, leadName: name, canControl, canListen } = call;
  const toggle = () => {
    if (heard) return stopListening();
    openDock(callId);
    listen(callId);
  };
  useBoardCommand('listen', '1', canListen, toggle);
  useBoardCommand('speak', '2', canControl, () => openDock(callId, 'speak'));
  useBoardCommand('take', '3', mayHandOver(call) && canTake, () => takeOver(call));
  useBoardCommand('give', '4', mayHandOver(call), () => askAbout({ ask: 'assign', callId, name }));
  useBoardCommand('instruct', '5', canControl, () => openDock(callId, 'instruct'));
  useBoardCommand('end', '6', canControl, () => askAbout({ ask: 'end', callId, name }));
  return null;
}

function QueueCommands({ call }: { call: BoardCall }) {
  const { prioritise } = useActs();
  const { id: callId, leadName: name } = call;
  useBoardCommand('first', '7', true, () => prioritise(call));
  useBoardCommand('cancel', '8', true, () => askAbout({ ask: 'cancel', callId, name }));
  return null;
}

function StoryCommand({ call: { leadId } }: { call: BoardCall }) {
  const open = useOpenStory();
  useBoardCommand('open', 'O', true, () => open(leadId));
  return null;
}

function AgentCommand({ id }: { id: string }) {
  useBoardCommand('force', '9', true, () => askAbout({ ask: 'force', agentId: id }));
  return null;
}

function CloseCommand() {
  const { stopListening } = useActs();
  useBoardCommand('close', 'Escape', true, () => {
    stopListening();
    closeDock();
  });
  return null;
}

type Act =
  'listen' | 'speak' | 'take' | 'give' | 'instruct' | 'end' | 'first' | 'cancel' | 'force' | 'open' | 'close';

function useBoardCommand(act: Act, key: string, possible: boolean, run: () => void): void {
  const { t } = useWords();
  const label = t(`board.keys.${act}`);
  useCommand(possible ? { id: `board.${act}`, group: 'board', label, key, run } : undefined);
}
