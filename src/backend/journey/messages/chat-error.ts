/** Why an agent's wish about a chat cannot be met; the console's API turns it into a refusal in words. */
import type { ApiRefusal } from '../../../shared/api-refusal.ts';

export type ChatRefusal = 'not-found' | 'taken' | 'window-closed' | 'opted-out' | 'conflict' | 'invalid';

export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly refusal: ChatRefusal;
  /** As a screen can say it. */
  readonly why: ApiRefusal;

  constructor(refusal: ChatRefusal, message: string, why: ApiRefusal) {
    super(message);
    this.refusal = refusal;
    this.why = why;
  }
}

export const noSuchLead = (): ChatError =>
  new ChatError('not-found', 'There is no such lead. Go back to the list and choose another.', {
    reason: 'no-such-lead',
  });
