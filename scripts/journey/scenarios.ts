/** What should happen to each kind of lead. */
import * as s from './steps.ts';
import type { Step } from './steps.ts';

export interface Scenario {
  /** Personality of the simulated lead. */
  persona: string;
  /** What the agents do when their phone rings; 'none': nobody is signed in. */
  agents: 'answer' | 'ignore' | 'none';
  steps: Step[];
  /** Further configuration of the backend. */
  env?: Record<string, string>;
  /** A fault in the simulated world, set before the lead writes. */
  llm?: 'down';
}

const lead = [s.leadRegistered, s.messageStored, s.sessionCached, s.leadAnswered];
const toCall = [s.intentRecorded, s.callQueued, s.callStarted, s.callCached, s.transcribed];
const toAgent = [s.escalationLogged, s.agentReserved, s.transferInitiated, s.phoneRang];
const end = [s.cacheCleared, s.metricsCounted];
const answered = [
  s.agentAnswered,
  s.escalationClosed,
  s.callEnded,
  s.leadStatus('follow-up', 'appointment'),
  s.taskCreated,
  ...end,
];

export const scenarios: Record<string, Scenario> = {
  buyer: {
    persona: 'buyer',
    agents: 'answer',
    steps: [
      ...lead,
      s.leadScored,
      s.nextAction('schedule_call'),
      s.consentRecorded,
      ...toCall,
      s.toolsUsed,
      ...toAgent,
      ...answered,
    ],
  },
  nurture: {
    persona: 'undecided',
    agents: 'answer',
    steps: [
      ...lead,
      s.leadScored,
      s.nextAction('nurture_sequence'),
      s.leadStatus('nurturing'),
      s.followUpScheduled,
      s.nobodyCalled,
    ],
  },
  direct: {
    persona: 'direct',
    agents: 'answer',
    steps: [...lead, s.nextAction('direct_transfer'), s.consentRecorded, ...toCall, ...toAgent, ...answered],
  },
  'opt-out': {
    persona: 'opt-out',
    agents: 'answer',
    steps: [s.leadRegistered, s.messageStored, s.optedOut, s.leadStatus('opted-out'), s.nobodyCalled],
  },
  'no-agent': {
    persona: 'buyer',
    agents: 'none',
    env: { PBX_HUNT_PILOT: '' },
    steps: [
      ...lead,
      s.leadScored,
      s.consentRecorded,
      ...toCall,
      s.escalationLogged,
      s.callbackOwned,
      s.callEnded,
      s.leadStatus('follow-up', 'appointment'),
      ...end,
    ],
  },
  'escalation-no-answer': {
    persona: 'buyer',
    agents: 'ignore',
    env: { RING_TIMEOUT_MS: '3000', LADDER_AGENTS: '2' },
    steps: [
      ...lead,
      s.leadScored,
      s.consentRecorded,
      ...toCall,
      ...toAgent,
      s.attemptMissed,
      s.callbackOwned,
      s.callEnded,
      ...end,
    ],
  },
  'llm-down': {
    persona: 'buyer',
    agents: 'answer',
    llm: 'down',
    steps: [
      ...lead,
      s.rulesRead,
      s.leadScored,
      s.nextAction('schedule_call'),
      s.consentRecorded,
      ...toCall,
      s.toolsUsed,
      ...toAgent,
      ...answered,
    ],
  },
};

/** For many leads at once: each kind to its own end, whoever gets the few agents. */
export const endsByPersona: Record<string, Step[]> = {
  buyer: [...lead, s.leadScored, ...toCall, s.escalationLogged, s.handedOver, s.callOver],
  undecided: [...lead, s.leadScored, s.leadStatus('nurturing'), s.followUpScheduled],
  direct: [...lead, ...toCall, s.escalationLogged, s.handedOver, s.callOver],
  'opt-out': [s.leadRegistered, s.messageStored, s.optedOut, s.leadStatus('opted-out')],
  bilingual: [...lead, s.leadScored, ...toCall, s.callOver],
  media: [...lead, s.leadScored],
  rude: [s.leadRegistered, s.messageStored, s.leadAnswered],
  silent: [s.leadRegistered, s.messageStored, s.leadAnswered],
  booker: [...lead, s.leadScored, ...toCall, s.appointmentBooked, s.callOver],
  'no-answer': [...lead, s.intentRecorded, s.callQueued, s.callStarted, s.callOver],
};
export const mixedPersonas = Object.keys(endsByPersona);
