/**
 * The whole wire main ⇄ phone process. Beside the one page that holds the audio, the phone lets observers in by the
 * same token: they see that it rings and may answer, refuse or end a call, so that a hung page costs nobody a call.
 *
 * The first frame is `observe` with the channel's token; anything else first closes the socket with 4401. An
 * observer displaces nobody.
 */
import { z } from 'zod';
import type { phoneCommands, PhoneCommand, Registration } from './phone.ts';

/** One call that is not over, without what only the page needs. Times are epoch ms. */
export interface ObservedCall {
  id: string;
  number: string;
  /** Display name, if the INVITE had one. */
  name: string | null;
  /** A waiting caller; a call that is being made or spoken; one on hold. */
  phase: 'ringing' | 'up' | 'held';
  /** When it began to ring, or to be up; 0 while it is being made. */
  since: number;
}

/** Snapshot pushed on every change of it: whole and idempotent. */
export interface ObservedPhone {
  registration: Registration['phase'];
  /** Oldest first. */
  calls: ObservedCall[];
  /** A page holds the channel (it may hang all the same). */
  page: boolean;
}

/** What arrives at main is checked too: types vanish at run time. */
export const observedPhone = z.object({
  registration: z.enum(['unconfigured', 'connecting', 'registered', 'failed']),
  calls: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      name: z.string().nullable(),
      phase: z.enum(['ringing', 'up', 'held']),
      since: z.number(),
    }),
  ),
  page: z.boolean(),
}) satisfies z.ZodType<ObservedPhone>;

/** Of the phone's commands those that an observer may give. */
export const observerCommands = [
  'call.answer',
  'call.reject',
  'call.hangup',
  'line.refresh',
] as const satisfies PhoneCommand[];
export type ObserverCommand = (typeof observerCommands)[number];
export type ObserverCommandInput<C extends ObserverCommand> = z.input<(typeof phoneCommands)[C]>;

/** The observer's first frame; what follows has the shape of the page's commands. */
export const observeFrame = z.object({ observe: z.string().min(1).max(512) });

/** Frames phone → observer. */
export const observedFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('observed'), state: observedPhone }),
  z.object({
    t: z.literal('reply'),
    re: z.number(),
    ok: z.boolean(),
    /** In English, for logs; with `ok` false only. */
    error: z.string().optional(),
  }),
]);
export type ObservedFrame = z.infer<typeof observedFrame>;
