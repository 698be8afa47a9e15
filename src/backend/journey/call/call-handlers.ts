/** The outbox's jobs of a call, from the wish to its end. */
import type { Deps } from '../../deps.ts';
import type { JobHandlers } from '../../outbox/jobs.ts';
import { completeCall } from '../completion/complete-call.ts';
import { controlCall } from '../during-call/control-call.ts';
import { enqueueCall } from './enqueue-call.ts';
import { reconcileCall } from './reconcile-call.ts';
import { requestCall } from './request-call.ts';
import { processVapiMessage } from '../during-call/vapi-message.ts';

export const callHandlers = {
  'call.request': requestCall,
  'call.enqueue': enqueueCall,
  'call.reconcile': reconcileCall,
  'call.complete': completeCall,
  'call.control': controlCall,
  'vapi.process': processVapiMessage,
} satisfies Partial<JobHandlers<Deps>>;
