/** Why an agent's wish about a chat cannot be met; the console's API turns it into a refusal in words. */

export type ChatRefusal = 'not-found' | 'taken' | 'window-closed' | 'opted-out' | 'conflict' | 'invalid';

export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly refusal: ChatRefusal;

  constructor(refusal: ChatRefusal, message: string) {
    super(message);
    this.refusal = refusal;
  }
}

export const noSuchLead = (): ChatError =>
  new ChatError('not-found', 'There is no such lead. Go back to the list and choose another.');
