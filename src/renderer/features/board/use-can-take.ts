// Whether one can take a call oneself: with a line whose phone is registered here; a call taken without it would ring nowhere.
import { useStore } from 'zustand';
import { connection } from '../../stores/connection.ts';
import { phone } from '../../stores/phone.ts';
import { selectMe, session } from '../../stores/session.ts';

/** False too while one's phone is away: then a call can only be given to somebody else. */
export function useCanTake(): boolean {
  const hasLine = useStore(session, (state) => (selectMe(state)?.extension ?? null) !== null);
  const isUp = useStore(connection, (state) => state.phone.phase === 'up');
  const isRegistered = useStore(phone, ({ state }) => state?.registration.phase === 'registered');
  return hasLine && isUp && isRegistered;
}
