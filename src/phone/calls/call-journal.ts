/**
 * What the next phone process must know of the calls this one had, should it die: without it the backend
 * would wait for an end that nobody reports, and the caller would listen to silence on a line the exchange
 * believes busy. A small file, written whole on each change; only one process at a time owns its folder.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserAgent } from 'sip.js/lib/api/index.js';
import { z } from 'zod';
import type { PhoneReport } from '../../shared/phone.ts';
import type { AgentCall } from './agent-call.ts';
import { ownFolder } from './folder-owner.ts';
import { dialogOf, ownerOf } from './sip-internals.ts';

const FILE_NAME = 'phone-calls.json';
/** Sequence numbers that the dead process may have used unseen; a gap is allowed (RFC 3261 §12.2.2). */
const CSEQ_AHEAD = 100;
const REASON = 'Reason: SIP;cause=500;text="The phone was lost"';

const entrySchema = z.object({
  /** Id of the report that will tell of its loss: the same however often it is told. */
  reportId: z.uuid(),
  phoneCallId: z.string(),
  sipCallId: z.string(),
  direction: z.enum(['in', 'out']),
  number: z.string(),
  escalationId: z.string().nullable(),
  attemptId: z.string().nullable(),
  match: z.enum(['header', 'reservation', 'none']),
  liveAt: z.number().nullable(),
  /** The SIP user of the line it belongs to; another line can neither report nor end it. */
  owner: z.string(),
  /** The confirmed dialog (RFC 3261 §12), null before it stands. */
  dialog: z
    .object({
      callId: z.string(),
      localTag: z.string(),
      remoteTag: z.string(),
      cseq: z.number(),
      routeSet: z.array(z.string()),
      remoteTarget: z.string(),
      localUri: z.string(),
      remoteUri: z.string(),
    })
    .nullable(),
});
type Entry = z.infer<typeof entrySchema>;

export interface CallJournalOptions {
  /** Folder of this phone; undefined: nothing is remembered. */
  stateDir: string | undefined;
  log: (event: string, data: Record<string, unknown>) => void;
}

export class CallJournal {
  readonly #path: string;
  readonly #log: CallJournalOptions['log'];
  readonly #reportIds = new WeakMap<AgentCall, string>();
  /** Calls of a process that died, until they are dealt with. */
  #lost: Entry[];
  /** When that process was last seen alive, epoch ms. */
  readonly #diedAt: number;
  #written = '';
  #isReleasing = false;

  /** Reads what an earlier process left; undefined without a folder, or when another process owns it. */
  static open({ stateDir, log }: CallJournalOptions): CallJournal | undefined {
    if (stateDir === undefined) return undefined;
    try {
      mkdirSync(stateDir, { recursive: true });
      const seenAt = ownFolder(stateDir);
      if (seenAt === 'taken') {
        log('journal.unused', { reason: 'another phone process owns the folder' });
        return undefined;
      }
      const path = join(stateDir, FILE_NAME);
      return new CallJournal(path, log, { lost: readEntries(path, log), diedAt: seenAt ?? Date.now() });
    } catch (error) {
      log('journal.unused', { reason: String(error) });
      return undefined;
    }
  }

  private constructor(
    path: string,
    log: CallJournalOptions['log'],
    { lost, diedAt }: { lost: Entry[]; diedAt: number },
  ) {
    this.#path = path;
    this.#log = log;
    this.#lost = lost;
    this.#diedAt = diedAt;
  }

  /** Remembers exactly these calls (and those still to be dealt with). */
  keep(calls: readonly AgentCall[]): void {
    const text = JSON.stringify([...this.#lost, ...calls.map((call) => this.#entryOf(call))]);
    if (text === this.#written) return;
    try {
      writeFileSync(`${this.#path}.new`, text, { mode: 0o600 });
      renameSync(`${this.#path}.new`, this.#path);
      this.#written = text;
    } catch (error) {
      this.#log('journal.failed', { error: String(error) });
      this.#forgetWritten();
    }
  }

  /** A disk that is full must not bring calls back as lost that ended long ago: rather none than false ones. */
  #forgetWritten(): void {
    this.#written = '';
    try {
      rmSync(this.#path, { force: true });
    } catch (error) {
      this.#log('journal.failed', { error: String(error) });
    }
  }

  /** The reports of the calls that were lost; told again after another crash, under the same ids. */
  lostReports(): { report: PhoneReport; owner: string }[] {
    return this.#lost.map(({ dialog: _dialog, owner, liveAt, reportId, ...call }) => ({
      owner,
      report: {
        ...call,
        type: 'call.ended',
        id: reportId,
        at: Date.now(),
        outcome: 'lost',
        sipStatus: null,
        cause: 'the phone process died',
        talkMs: liveAt === null ? 0 : Math.max(0, Math.round(this.#diedAt - liveAt)),
        quality: null,
      },
    }));
  }

  /** Registered again: ends the dialogs of lost calls at the exchange, and forgets them once that answered. */
  async release(userAgent: UserAgent, calls: () => readonly AgentCall[]): Promise<void> {
    if (this.#isReleasing || this.#lost.length === 0) return;
    this.#isReleasing = true;
    const user = ownerOf(userAgent);
    await Promise.allSettled(
      this.#lost.map(async (entry) => {
        const isOurs = entry.owner === user;
        if (entry.dialog && isOurs) {
          const status = await sendBye(userAgent, entry.dialog);
          this.#log('journal.released', { sipCallId: entry.sipCallId, status });
          // Not answered: the next registration tries again.
          if (status === 408 || status === 503) return;
        }
        this.#lost = this.#lost.filter((other) => other !== entry);
        this.keep(calls());
      }),
    );
    this.#isReleasing = false;
  }

  #entryOf(call: AgentCall): Entry {
    const reportId = this.#reportIds.get(call) ?? randomUUID();
    this.#reportIds.set(call, reportId);
    const { session } = call.signalling;
    const { sipCallId, direction, number, match, liveAt } = call.record;
    const dialog = dialogOf(session);
    return {
      reportId,
      phoneCallId: call.id,
      sipCallId,
      direction,
      number: number.slice(0, 128),
      escalationId: call.expected?.escalationId ?? null,
      attemptId: call.expected?.attemptId ?? null,
      match,
      liveAt: liveAt ?? null,
      owner: call.owner,
      dialog:
        dialog && !dialog.early
          ? {
              callId: dialog.callId,
              localTag: dialog.localTag,
              remoteTag: dialog.remoteTag,
              cseq: dialog.localSequenceNumber ?? 0,
              routeSet: dialog.routeSet,
              remoteTarget: dialog.remoteTarget.toString(),
              localUri: dialog.localURI.toString(),
              remoteUri: dialog.remoteURI.toString(),
            }
          : null,
    };
  }
}

function readEntries(path: string, log: CallJournalOptions['log']): Entry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  try {
    return z.array(entrySchema).parse(JSON.parse(text));
  } catch (error) {
    log('journal.ignored', { path, reason: String(error).slice(0, 200) });
    return [];
  }
}

/** A BYE in a dialog that SIP.js knows nothing of; resolves with the final status. */
function sendBye(userAgent: UserAgent, dialog: NonNullable<Entry['dialog']>): Promise<number> {
  const [target, local, remote] = [dialog.remoteTarget, dialog.localUri, dialog.remoteUri].map((uri) =>
    UserAgent.makeURI(uri),
  );
  // An address we cannot read will not become readable: as good as answered.
  if (!target || !local || !remote) return Promise.resolve(400);
  const core = userAgent.userAgentCore;
  const { callId, localTag: fromTag, remoteTag: toTag, routeSet } = dialog;
  const options = { callId, fromTag, toTag, routeSet, cseq: dialog.cseq + CSEQ_AHEAD };
  const message = core.makeOutgoingRequestMessage('BYE', target, local, remote, options, [REASON]);
  return new Promise((resolve) => {
    const settle = (answer: { message: { statusCode: number | undefined } }): void =>
      resolve(answer.message.statusCode ?? 500);
    core.request(message, { onAccept: settle, onReject: settle, onRedirect: settle });
  });
}
