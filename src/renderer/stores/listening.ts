// Which AI call a supervisor hears now; the sound itself never comes here.
import { create } from 'zustand';

/** Why nothing is heard any more, or why it never was. */
export type SilenceReason =
  'call-over' | 'no-sound' | 'not-allowed' | 'lost' | 'stopped' | 'unreachable' | 'no-speaker';

/** `level` is how loud it is now, 0–1. `held`: one's own telephone call comes first. */
export type Listening =
  | { phase: 'idle' }
  | { phase: 'asking'; callId: string }
  | { phase: 'hearing'; callId: string; held: boolean; level: number }
  | { phase: 'silent'; callId: string; reason: SilenceReason };

export const listening = create<{ now: Listening }>()(() => ({ now: { phase: 'idle' } }));

/** The call that is listened to, or about to be; undefined for none. */
export function heardCall(now: Listening): string | undefined {
  return now.phase === 'asking' || now.phase === 'hearing' ? now.callId : undefined;
}
