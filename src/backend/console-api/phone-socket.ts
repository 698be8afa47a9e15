/** What a phone may ask over its socket: its own line's settings, and to have its reports stored. */
import type pg from 'pg';
import type { Logger } from 'pino';
import {
  liveQuality,
  phoneReport,
  type LiveQuality,
  type PhoneReport,
  type SipAccount,
} from '../../shared/phone.ts';
import type { Env } from '../env.ts';
import { unseal } from '../seal.ts';
import { inTransaction } from '../store/database.ts';
import { schedule } from '../store/outbox.ts';
import { stillLive } from '../store/sessions.ts';
import { setPhoneRegistered, sipLineOf } from '../store/users.ts';
import { recordEffect, storeWebhook } from '../store/webhooks.ts';
import { exchangeOf, type ExchangeEnv } from './sip-exchange.ts';
import type { PhoneSocket } from './socket-types.ts';

export interface PhoneDeps {
  db: pg.Pool;
  env: Pick<Env, 'SECRET_KEY'> & ExchangeEnv;
  log: Logger;
  /** Presence changed: boards are to be told. */
  onPresence: () => void;
  /** A phone told how its call sounds. */
  onQuality: (agentId: string, quality: LiveQuality) => void;
}

/** Adds the phone's own events to a socket that was let in. */
export function servePhone(socket: PhoneSocket, deps: PhoneDeps): void {
  const { userId, tokenHash } = socket.data.session;
  socket.on('account', (done) => {
    if (typeof done !== 'function') return;
    accountOf(userId, tokenHash, deps).then(done, (error: unknown) => {
      deps.log.error({ err: error, userId }, 'sockets: the SIP account could not be read');
      done({
        ok: false,
        error: 'Your line’s settings cannot be read. Ask your administrator to enter them again.',
      });
    });
  });
  socket.on('quality', (quality) => {
    const parsed = liveQuality.safeParse(quality);
    if (parsed.success) deps.onQuality(userId, parsed.data);
  });
  socket.on('report', (report, done) => {
    if (typeof done !== 'function') return;
    const parsed = phoneReport.safeParse(report);
    if (!parsed.success) {
      done({
        ok: false,
        error: `This report cannot be read: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}.`,
      });
      return;
    }
    // Without an answer the phone sends the same report again: that is what should happen while we cannot store it.
    storeReport(userId, parsed.data, deps).then(
      () => done({ ok: true }),
      (error: unknown) =>
        deps.log.warn({ err: error, userId }, 'sockets: a phone report could not be stored yet'),
    );
  });
}

type AccountAnswer = { ok: true; account: SipAccount } | { ok: false; error: string };

async function accountOf(userId: string, tokenHash: string, { db, env }: PhoneDeps): Promise<AccountAnswer> {
  if (!(await stillLive(db, [tokenHash])).has(tokenHash))
    return { ok: false, error: 'The session has ended. Sign in again.' };
  const line = await sipLineOf(db, userId);
  if (line?.extension == null || line.sipPasswordSealed === null)
    return { ok: false, error: 'You have no telephone line. Ask your administrator for an extension.' };
  return {
    ok: true,
    account: {
      ...(await exchangeOf(env)),
      user: line.extension,
      authUser: line.sipAuthUser ?? line.extension,
      password: unseal(line.sipPasswordSealed, env.SECRET_KEY, line.username),
      displayName: line.name,
    },
  };
}

/** Stores a report with the work that follows from it; the same report again changes nothing. */
async function storeReport(
  agentId: string,
  report: PhoneReport,
  { db, onPresence }: PhoneDeps,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const body = { ...report, agentId };
    const { id, fresh } = await storeWebhook(tx, {
      source: 'phone',
      naturalKey: report.id,
      type: report.type,
      body,
    });
    if (!fresh) return;
    if (report.type === 'registration') {
      await setPhoneRegistered(tx, agentId, report);
      await recordEffect(
        tx,
        id,
        report.registered ? 'the phone is registered' : 'the phone is not registered',
      );
      return;
    }
    await schedule(tx, {
      kind: 'phone.process',
      key: `phone.process:${id}`,
      lane: `phone:${agentId}`,
      payload: { webhookId: id },
    });
  });
  if (report.type === 'registration') onPresence();
}
