// The port through which people's commands reach the wires, so that no feature and no store knows a wire.
import { createContext, useContext } from 'react';
import type { SetState, SignIn } from '../../shared/api.ts';
import type { Language, LeadSummary } from '../../shared/lead.ts';
import type { LadderCall } from '../../shared/phone.ts';
import type { DeskApi } from './desk-api.ts';
import type { StationApi } from './station-api.ts';
import type { SupervisionApi } from './supervision-api.ts';

/** Every promise rejects with an `ActionError` whose `code` the catalogue can put in words. */
export interface Actions {
  /** `keep`: this workstation signs in by itself from now on, until somebody signs out. */
  signIn: (who: SignIn, keep?: boolean) => Promise<void>;
  /** Rejects with code `in-call` while a call is up: the call would have no screen. */
  signOut: () => Promise<void>;
  setAgentState: (state: SetState) => Promise<void>;
  /** That a supervisor set my state was read, and stands no longer. */
  readForced: (id: string) => void;
  setLanguage: (language: Language) => void;
  reload: () => Promise<void>;
  reconnect: () => void;
  openLead: (leadId: string) => void;
  /** Shows the lead with this number, or nobody: never a lead who is not on the line. */
  openCaller: (number: string) => void;
  /** Opens an https address outside the console: a recording, a document. */
  openLink: (url: string) => void;
  findLeads: (query: { q: string; before?: string }) => Promise<LeadSummary[]>;
  answer: (phoneCallId: string) => Promise<void>;
  /** `status` is the SIP answer the caller's exchange acts on: 486 busy, 480 not here, 603 no. */
  reject: (phoneCallId: string, status?: 486 | 480 | 603) => Promise<void>;
  /** In a conference both of its calls end. */
  hangup: (phoneCallId: string) => Promise<void>;
  mute: (phoneCallId: string, on: boolean) => Promise<void>;
  hold: (phoneCallId: string, on: boolean) => Promise<void>;
  sendTones: (phoneCallId: string, tones: string) => Promise<void>;
  /** Calls a number, `user@host` or SIP address; a live call is put on hold first. */
  dial: (to: string) => Promise<void>;
  /** Hands a call over without waiting; `PhoneCall.transfer` tells what becomes of it. */
  transfer: (phoneCallId: string, to: string) => Promise<void>;
  /** Joins the other parties of two calls and leaves both. */
  transferTo: (phoneCallId: string, withId: string) => Promise<void>;
  swap: (phoneCallId: string) => Promise<void>;
  /** Joins both calls, or takes them apart again. */
  confer: (on: boolean) => Promise<void>;
  testLine: () => Promise<void>;
  /** The SIP messages of the last calls, newest call last, secrets removed. */
  readLadders: () => Promise<LadderCall[]>;
  /** The same as text for the PBX's administrator; of one call, or of all. */
  exportLadders: (sipCallId?: string) => Promise<string>;
  takePhoneBack: () => void;
  retryMicrophone: () => void;
  ringOnce: () => void;
  /** Hears an AI call; `listening` tells what becomes of it. */
  listen: (callId: string) => void;
  stopListening: () => void;
  /** Follows a call's transcript beside those of the lead on screen; undefined: none. */
  followCall: (callId: string | undefined) => void;
  /** What the desk asks of the backend. */
  desk: DeskApi;
  /** What supervisors and administrators ask of it. */
  supervision: SupervisionApi;
  /** What this workstation can be asked. */
  station: StationApi;
}

/** What a refusal says beside its code: `reason` and what fills its sentence (shared/api-refusal.ts), and free times. */
export interface RefusalMore {
  reason?: string | undefined;
  params?: Readonly<Record<string, string | number | null>> | undefined;
  slots?: readonly string[] | undefined;
}

/** A command that did not succeed. `code` is the wire's (`unauthorized`, `unreachable`, …), `message` is English for logs. */
export class ActionError extends Error {
  readonly code: string;
  /** Where a time is taken: the nearest free ones, ISO 8601. */
  readonly slots: readonly string[];
  /** Why, where the backend said so; a newer one may have reasons that this page does not know. */
  readonly reason: string | undefined;
  readonly params: NonNullable<RefusalMore['params']>;
  constructor(code: string, message: string, more: RefusalMore = {}) {
    super(message);
    this.name = 'ActionError';
    this.code = code;
    this.slots = more.slots ?? [];
    this.reason = more.reason;
    this.params = more.params ?? {};
  }
}

export const ActionsContext = createContext<Actions | undefined>(undefined);

/** The commands a feature may give. */
export function useActions(): Actions {
  const actions = useContext(ActionsContext);
  if (!actions) throw new Error('useActions needs an ActionsContext above it');
  return actions;
}
