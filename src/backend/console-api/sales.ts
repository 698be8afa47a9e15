/** Sales from the desk: written down by whoever sold, and taken back by a supervisor where they were wrong. */
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import { DateTime } from 'luxon';
import type pg from 'pg';
import { z } from 'zod';
import { newSale, withdrawSale, type Sale } from '../../shared/desk.ts';
import { recordAudit } from '../store/audit.ts';
import {
  addSale,
  amountInUsd,
  saleById,
  saleIdOfKey,
  takeBackSale,
  takeUnit,
} from '../store/console-sales.ts';
import { inTransaction, type Tx } from '../store/database.ts';
import { appendLeadEvent } from '../store/events.ts';
import { leadName, lockLead, type LeadRow } from '../store/leads.ts';
import { schedule } from '../store/outbox.ts';
import type { LiveSession } from '../store/sessions.ts';
import { maySeeLead } from './access.ts';
import { ApiProblem, checked, keyUsed } from './api-problem.ts';
import { sessionOf } from './guard.ts';

const byId = z.object({ id: z.uuid() });

export interface SaleDeps {
  db: pg.Pool;
  env: { REPORTING_TIME_ZONE: string; MXN_PER_USD: number };
  /** The clock, in UTC. */
  now: () => Date;
}

/** `POST /api/leads/:id/sales`, `POST /api/sales/:id/withdraw`. */
export function saleRoutes(deps: SaleDeps): FastifyPluginCallback {
  return (server, _options, done) => {
    server.post('/api/leads/:id/sales', (request) => recorded(deps, request));
    server.post('/api/sales/:id/withdraw', (request) => withdrawn(deps, request));
    done();
  };
}

type NewSaleData = z.output<typeof newSale>;

async function recorded({ db, env, now }: SaleDeps, request: FastifyRequest): Promise<Sale> {
  const { id: leadId } = checked(byId, request.params);
  const sale = checked(newSale, request.body);
  const session = sessionOf(request);
  const today = DateTime.fromJSDate(now(), { zone: env.REPORTING_TIME_ZONE }).toISODate() ?? '';
  const day = sale.day ?? today;
  if (day > today)
    throw new ApiProblem('invalid', 'day: still to come. Give the day on which it was sold.', {
      reason: 'sale-ahead',
    });
  const id = await inTransaction(db, async (tx) => {
    const lead = maySeeLead(session, leadId) ? await lockLead(tx, leadId) : undefined;
    if (lead === undefined) throw noSuchLead();
    refuseStranger(lead, session);
    return writeOnce(tx, { sale, lead, session, day, mxnPerUsd: env.MXN_PER_USD });
  });
  const written = found(await saleById(db, id));
  if (written.leadId !== leadId) throw keyUsed('sale');
  return written;
}

interface SaleAtHand {
  sale: NewSaleData;
  /** Locked. */
  lead: LeadRow;
  session: LiveSession;
  day: string;
  mxnPerUsd: number;
}

/** A key that was used gives its sale back. */
async function writeOnce(tx: Tx, at: SaleAtHand): Promise<string> {
  const { sale, lead, session, day, mxnPerUsd } = at;
  const deskKey = `${session.userId}:${sale.key}`;
  const known = await saleIdOfKey(tx, deskKey);
  if (known !== undefined) return known;
  const unitId = await takenUnit(tx, sale);
  const id = await addSale(tx, {
    ...{ deskKey, leadId: lead.id, agentId: lead.ownerId ?? session.userId, unitId },
    ...{ unitStatus: unitId === null ? null : sale.unitStatus, amount: sale.amount, currency: sale.currency },
    ...{ day, mxnPerUsd },
  });
  await tellOfSale(tx, id, at);
  await keepTrail(tx, id, at);
  return id;
}

async function takenUnit(tx: Tx, { unit, unitStatus, key }: NewSaleData): Promise<string | null> {
  if (unit === undefined) return null;
  const id = await takeUnit(tx, { ...unit, status: unitStatus });
  if (id === undefined)
    throw new ApiProblem('invalid', 'That unit is not for sale. Choose another one, or none.', {
      reason: 'no-such-unit',
    });
  await forgetAnswers(tx, key);
  return id;
}

/** What the AI's tools have found for sale is not so any more; an answer on its way while this was written is forgotten, too. */
async function forgetAnswers(tx: Tx, why: string): Promise<void> {
  for (const delayMs of [0, lateAnswersMs])
    await schedule(tx, {
      kind: 'answers.forget',
      key: `answers.forget:sale:${why}:${delayMs}`,
      payload: {},
      runAt: new Date(Date.now() + delayMs),
    });
}
const lateAnswersMs = 30_000;

async function tellOfSale(tx: Tx, id: string, { sale, lead, session, day }: SaleAtHand): Promise<void> {
  const written = found(await saleById(tx, id));
  await appendLeadEvent(tx, lead.id, 'sale.recorded', {
    ...{ saleId: id, amountUsd: await amountInUsd(tx, id), day },
    ...{ amount: sale.amount, currency: sale.currency, agentName: session.name },
    ...(written.property !== null && { property: written.property }),
    ...(written.unit !== null && { unit: written.unit }),
  });
}

/** Only what is done for somebody else's lead. */
async function keepTrail(tx: Tx, id: string, { sale, lead, session, day }: SaleAtHand): Promise<void> {
  if (lead.ownerId === session.userId || lead.ownerId === null) return;
  await recordAudit(tx, {
    user: { id: session.userId, name: session.name },
    action: 'sale.recorded',
    subject: { kind: 'lead', id: lead.id, name: leadName(lead) },
    detail: {
      ...{ saleId: id, amount: sale.amount, currency: sale.currency, day },
      ...(sale.unit && { unit: `${sale.unit.property}/${sale.unit.code}` }),
    },
  });
}

function refuseStranger({ ownerId }: LeadRow, { role, userId }: LiveSession): void {
  if (role === 'agent' && ownerId !== null && ownerId !== userId)
    throw new ApiProblem('forbidden', 'A colleague looks after this lead. Ask them or a supervisor.', {
      reason: 'lead-of-another',
    });
}

async function withdrawn({ db }: SaleDeps, request: FastifyRequest): Promise<Sale> {
  const { id } = checked(byId, request.params);
  const { why } = checked(withdrawSale, request.body);
  const session = sessionOf(request);
  const known = found(await saleById(db, id));
  if (!maySeeLead(session, known.leadId)) throw noSuchSale();
  await inTransaction(db, async (tx) => {
    const lead = await lockLead(tx, known.leadId);
    if (lead !== undefined) await takeBack(tx, { sale: known, lead, session, why });
  });
  return found(await saleById(db, id));
}

interface Withdrawal {
  sale: Sale;
  lead: LeadRow;
  session: LiveSession;
  why: string;
}

async function takeBack(tx: Tx, { sale, lead, session, why }: Withdrawal): Promise<void> {
  const { id, amount, currency } = sale;
  const done = await takeBackSale(tx, { id, userId: session.userId, why });
  if (done === undefined)
    throw new ApiProblem('conflict', 'This sale was withdrawn already.', { reason: 'sale-withdrawn' });
  if (done.hadUnit) await forgetAnswers(tx, `withdrawn:${id}`);
  await appendLeadEvent(tx, lead.id, 'sale.withdrawn', {
    ...{ saleId: id, amountUsd: await amountInUsd(tx, id), amount, currency },
    ...{ userName: session.name, why },
  });
  await recordAudit(tx, {
    user: { id: session.userId, name: session.name },
    action: 'sale.withdrawn',
    subject: { kind: 'lead', id: lead.id, name: leadName(lead) },
    why,
    detail: { saleId: id, amount, currency, day: sale.day },
  });
}

function found(sale: Sale | undefined): Sale {
  if (sale === undefined) throw noSuchSale();
  return sale;
}

function noSuchSale(): ApiProblem {
  return new ApiProblem('not-found', 'There is no such sale. Load the lead again.', {
    reason: 'no-such-sale',
  });
}

function noSuchLead(): ApiProblem {
  return new ApiProblem('not-found', 'There is no such lead. Go back to the list and choose another.', {
    reason: 'no-such-lead',
  });
}
