/** `determine_next_action`: one table, read from the top; the first row that applies decides. */
import type {
  DiscoveryQuestion,
  LeadProfile,
  LeadScore,
  LeadSignal,
  NextAction,
} from '../../../shared/lead.ts';

export interface ActionInput {
  profile: LeadProfile;
  score: LeadScore;
  declined: boolean;
  /** Asks to see a place: visits are arranged by phone. */
  wantsVisit: boolean;
  /** What could still be asked: neither known nor put before. */
  open: DiscoveryQuestion[];
}

export interface Decision {
  /** null: go on talking, or nothing more to do. */
  action: NextAction | null;
  /** What it means for the lead's life-cycle; null leaves the lead where it stands. */
  signal: Extract<LeadSignal, 'qualify' | 'nurture' | 'lose'> | null;
  /** The row that decided, for logs and tests. */
  because: string;
}

/** From this score on, a call is worth the lead's time. */
export const CALL_SCORE = 60;

interface Row extends Decision {
  when: (input: ActionInput) => boolean;
}

const table: readonly Row[] = [
  { because: 'declined', when: ({ declined }) => declined, action: null, signal: 'lose' },
  {
    because: 'upset',
    when: ({ profile }) =>
      profile.mood === 'upset' && profile.wants_person !== true && profile.wants_call !== true,
    action: 'nurture_sequence',
    signal: 'nurture',
  },
  {
    because: 'wants a person',
    when: ({ profile }) => profile.wants_person === true,
    action: 'direct_transfer',
    signal: 'qualify',
  },
  {
    because: 'wants a call',
    when: ({ profile }) => profile.wants_call === true,
    action: 'schedule_call',
    signal: 'qualify',
  },
  {
    because: 'refuses calls, questions left',
    when: ({ profile, open }) => profile.wants_call === false && open.length > 0,
    action: null,
    signal: null,
  },
  {
    because: 'refuses calls',
    when: ({ profile }) => profile.wants_call === false,
    action: 'nurture_sequence',
    signal: 'nurture',
  },
  {
    because: 'wants to visit',
    when: ({ profile, wantsVisit }) => wantsVisit && profile.location !== undefined,
    action: 'schedule_call',
    signal: 'qualify',
  },
  {
    because: 'high score',
    when: ({ score, open }) => score.total >= CALL_SCORE && open.length === 0,
    action: 'schedule_call',
    signal: 'qualify',
  },
  { because: 'questions left', when: ({ open }) => open.length > 0, action: null, signal: null },
  { because: 'not ready', when: () => true, action: 'nurture_sequence', signal: 'nurture' },
];

/** The decision and the row it came from. */
export function determineNextAction(input: ActionInput): Decision {
  const row = table.find(({ when }) => when(input));
  if (row === undefined) throw new Error('The table of next actions has no last row.');
  return { action: row.action, signal: row.signal, because: row.because };
}

/** The order in which we ask; each at most once. Consent comes when the decision is to call. */
const ORDER = ['location', 'property_type', 'budget', 'timeline'] as const satisfies DiscoveryQuestion[];

/** What discovery may still ask, in order. */
export function openQuestions(profile: LeadProfile, asked: readonly string[]): DiscoveryQuestion[] {
  return ORDER.filter((question) => profile[question] === undefined && !asked.includes(question));
}
