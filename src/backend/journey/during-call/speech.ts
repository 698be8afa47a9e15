/** Speech that is not settled yet: shown while it is spoken, never kept, not numbered. */
import { EventEmitter } from 'node:events';

export interface PartialSpeech {
  callId: string;
  role: 'lead' | 'ai';
  text: string;
}

/** The console API listens and pushes; with nobody listening, it is gone. */
export const speech = new EventEmitter<{ partial: [PartialSpeech] }>();
