// Sends what an agent writes: the row is there at once, and its key makes sure that no message goes twice.
import { useMemo } from 'react';
import type { NewMessage } from '../../../shared/desk.ts';
import type { Translate } from '../../i18n/use-words.ts';
import { ActionError } from '../../stores/actions.ts';
import { conversation, updateConversation } from '../../stores/conversation.ts';
import { useDeskApi, type DeskApi } from '../../stores/desk-api.ts';
import { selectMe, session } from '../../stores/session.ts';
import {
  addOutgoing,
  changeOutgoing,
  dropOutgoing,
  keepTemplate,
  keepText,
  writing,
  type Outgoing,
} from '../../stores/writing.ts';
import { reasonInWords } from '../error-words.ts';
import { idOfTemplate } from './template-fill.ts';

export interface Sender {
  send: (leadId: string, message: NewMessage, text: string) => void;
  /** The same message under the same key. */
  again: (key: string) => void;
  /** Takes it out of the line and back to where it was written. */
  edit: (key: string) => void;
  discard: (key: string) => void;
}

export function useSender(): Sender {
  const api = useDeskApi();
  return useMemo(() => senderOf(api), [api]);
}

/** The sender over any desk's API. */
export function senderOf(api: Pick<DeskApi, 'sendMessage'>): Sender {
  const deliver = async (one: Outgoing) => {
    const { key } = one.message;
    try {
      const { interactionId } = await api.sendMessage(one.leadId, one.message);
      changeOutgoing(key, { phase: 'accepted', interactionId });
      becomeMine(one.leadId);
    } catch (cause) {
      const { code, message, reason, params } =
        cause instanceof ActionError ? cause : new ActionError('', '');
      changeOutgoing(key, { phase: 'failed', failure: { code, message, reason, params } });
    }
  };
  return {
    send: (leadId, message, text) => {
      const one: Outgoing = { leadId, message, text, at: new Date().toISOString(), phase: 'sending' };
      addOutgoing(one);
      void deliver(one);
    },
    again: (key) => {
      const one = writing.getState().outgoing[key];
      if (one?.phase !== 'failed') return;
      changeOutgoing(key, { phase: 'sending', failure: undefined });
      void deliver(one);
    },
    edit: takeBack,
    discard: (key) => dropOutgoing([key]),
  };
}

/** A text goes in front of what is being written by now; a template opens again. */
function takeBack(key: string): void {
  const one = writing.getState().outgoing[key];
  if (!one) return;
  const { leadId, message } = one;
  if (message.kind === 'text')
    keepText(leadId, [message.text, writing.getState().drafts[leadId]].filter(Boolean).join('\n'));
  else keepTemplate(leadId, { id: idOfTemplate(message), values: message.parameters, byHand: true });
  dropOutgoing([key]);
}

/** Whoever writes has the chat; the backend's own word follows. */
function becomeMine(leadId: string): void {
  const { detail } = conversation.getState();
  const me = selectMe(session.getState());
  if (detail?.id !== leadId || !me) return;
  updateConversation(leadId, {
    detail: { ...detail, handledBy: 'human', ownerId: me.id, ownerName: me.name },
  });
}

/** Why a message did not go, to complete a sentence. */
export function whyNotSent(failure: NonNullable<Outgoing['failure']>, t: Translate): string {
  return reasonInWords(new ActionError(failure.code, failure.message, failure), t);
}
