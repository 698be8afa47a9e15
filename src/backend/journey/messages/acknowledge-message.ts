/** Blue ticks and "typing…": a courtesy worth one try, never a failure. */
import type { Deps } from '../../deps.ts';
import type { Job } from '../../outbox/jobs.ts';

/** Job `message.acknowledge`. */
export async function acknowledgeMessage(
  job: Job<'message.acknowledge'>,
  { log, whatsapp }: Pick<Deps, 'log' | 'whatsapp'>,
): Promise<void> {
  await whatsapp.markReadAndTyping(job.payload.wamid).catch((error: unknown) => {
    log.debug({ err: error }, 'whatsapp: not acknowledged');
  });
}
