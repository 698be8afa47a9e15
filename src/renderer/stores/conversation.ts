// The lead on screen: their card, what the backend's snapshot says of the conversation, and which streams continue it.
import { create } from 'zustand';
import type { LeadDetail } from '../../shared/api.ts';
import type { TimelineItem } from '../../shared/timeline.ts';
import type { Loading } from './work.ts';

interface Conversation {
  leadId: string | undefined;
  detailStatus: Loading;
  detail: LeadDetail | undefined;
  itemsStatus: Loading;
  items: TimelineItem[];
  /** Streams whose events continue `items`: the lead's and those of the latest calls. */
  watched: string[];
}

const nobody: Conversation = {
  leadId: undefined,
  detailStatus: 'loading',
  detail: undefined,
  itemsStatus: 'loading',
  items: [],
  watched: [],
};

export const conversation = create<Conversation>()(() => nobody);

/** Turns to another lead; what is shown of the former one goes at once, never mixed. */
export function chooseLead(leadId: string | undefined): void {
  conversation.setState({ ...nobody, leadId });
}

/** Takes news of the chosen lead only: an answer that comes late for another one is dropped. */
export function updateConversation(leadId: string, news: Partial<Omit<Conversation, 'leadId'>>): void {
  conversation.setState((state) => (state.leadId === leadId ? news : state));
}
