// One keeper of notes for as long as a person is signed in, so that a note goes on being saved when its lead leaves the screen.
import { useStore } from 'zustand';
import { useActions } from '../../stores/actions.ts';
import { connection } from '../../stores/connection.ts';
import type { DeskApi } from '../../stores/desk-api.ts';
import { merges, moveNote } from '../../stores/merged-lead.ts';
import { NoteKeeper, noteDrafts } from '../../stores/note-drafts.ts';
import { selectMe, session } from '../../stores/session.ts';

let current: { api: DeskApi; ownerId: string; keeper: NoteKeeper; stop: () => void } | undefined;

export function useNoteKeeper(): NoteKeeper {
  const { desk: api } = useActions();
  const ownerId = useStore(session, (state) => selectMe(state)?.id ?? '');
  return keeperFor(api, ownerId);
}

function keeperFor(api: DeskApi, ownerId: string): NoteKeeper {
  if (current?.api === api && current.ownerId === ownerId) return current.keeper;
  current?.stop();
  const keeper = new NoteKeeper({ api, ownerId, storage: localStorage });
  const stopFollowing = connection.subscribe(({ backend }, before) => {
    if (backend.phase === 'up' && before.backend.phase !== 'up') keeper.flush();
  });
  const stopMoving = merges.subscribe(({ last }, before) => {
    if (last !== undefined && last !== before.last) void moveNote(keeper, last);
  });
  const stopWatching = session.subscribe((state) => {
    if (selectMe(state)?.id !== ownerId) stop();
  });
  const stop = () => {
    keeper.stop();
    stopFollowing();
    stopMoving();
    stopWatching();
    current = undefined;
    noteDrafts.setState({ notes: {} });
  };
  current = { api, ownerId, keeper, stop };
  return keeper;
}
