// What stands on the desk now, in whatever store: of these the lists forget nothing, however old they are.
import { conversation } from './conversation.ts';
import { desk } from './desk.ts';
import { escalations } from './escalations.ts';
import { phone, shownPhoneCalls } from './phone.ts';

export interface InUse {
  leadIds: ReadonlySet<string>;
  /** Of the AI's calls (`calls.id`). */
  callIds: ReadonlySet<string>;
  /** As the PBX shows them: by its number a call finds its lead. */
  numbers: readonly string[];
}

/** The lead on screen, and those of calls in hand, offers, wrap-ups and chats. */
export function inUse(): InUse {
  const { wrapUps, chats } = desk.getState();
  const offers = Object.values(escalations.getState().offers).map(({ offer }) => offer);
  const calls = shownPhoneCalls(phone.getState());
  const leads = [conversation.getState(), ...wrapUps, ...chats, ...offers].map(({ leadId }) => leadId);
  return {
    leadIds: definedOf(leads),
    callIds: definedOf([...wrapUps, ...offers, ...calls].map(({ callId }) => callId)),
    numbers: [...calls, ...wrapUps].map(({ number }) => number),
  };
}

const definedOf = (ids: readonly (string | null | undefined)[]): ReadonlySet<string> =>
  new Set(ids.filter((id) => id !== null && id !== undefined));
