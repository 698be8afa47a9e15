/** What the backend of the one day answers over HTTP: the facts as they are, and what people do taken for done. */
import type { LeadDetail } from '../../src/shared/api.ts';
import type { Appointment, Chat } from '../../src/shared/desk.ts';
import type { KpiKey } from '../../src/shared/kpis.ts';
import { sampleMedia } from '../../src/simulators/whatsapp/sample-media.ts';
import { audit } from './desk-world-board.ts';
import { casesOf, dashboardOf, seriesOf, valuesOf } from './desk-world-dashboards.ts';
import { adminAnswers } from './desk-world-admin.ts';
import { callDetail, type DeskFacts } from './desk-world-facts.ts';
import { markVisit, recordSale } from './desk-world-outcomes.ts';
import { idOf, worldNow } from './desk-world-people.ts';

export interface Question {
  method: string;
  url: URL;
  /** Parsed JSON, undefined without any. */
  body: unknown;
}
export interface Answer {
  status: number;
  /** JSON, or the bytes of a file. */
  body: unknown;
  contentType?: string;
}
type Route = readonly [method: string, path: RegExp, answer: (facts: DeskFacts, asked: Asked) => unknown];
interface Asked extends Question {
  /** The first group of the path. */
  id: string;
}

/** Answers like the backend of these facts; 404 for what nobody knows. */
export function answerOf(facts: DeskFacts, question: Question): Answer {
  if (isWrong(question))
    return { status: 401, body: { error: { code: 'unauthorized', message: 'wrong user or password' } } };
  for (const [method, path, answer] of routes) {
    const match = method === question.method ? path.exec(question.url.pathname) : null;
    if (!match) continue;
    const found = answer(facts, { ...question, id: match[1] ?? '' });
    return isFile(found)
      ? { status: 200, ...found }
      : { status: found === undefined ? 404 : 200, body: found ?? lost };
  }
  return { status: 404, body: lost };
}

const lost = { error: { code: 'not-found', message: 'not here' } };
/** The password that opens nothing. */
export const wrongPassword = 'no es esta';
const isWrong = ({ method, url, body }: Question): boolean =>
  method === 'POST' && url.pathname === '/api/session' && JSON.stringify(body).includes(wrongPassword);

const session = (facts: DeskFacts) => ({
  ...{ token: 'console-token', phoneToken: 'phone-token-of-the-world' },
  expiresAt: new Date(worldNow + 36_000_000).toISOString(),
  user: facts.me,
});

const routes: readonly Route[] = [
  ...adminAnswers,
  ['GET', /^\/api\/dialling$/, ({ board }) => board?.dialling],
  ['GET', /^\/api\/audit$/, auditOf],
  ['PUT', /^\/api\/board\/thresholds\/([^/]+)$/, (_facts, { id, body }) => ({ key: id, ...asObject(body) })],
  ['POST', /^\/api\/calls\/[^/]+\/(say|instruct|hand-over|end|prioritise|cancel)$/, () => ({})],
  ['GET', /^\/api\/dashboards\/([^/]+)$/, ({ figures }, { id, url }) => dashboardOf(id, url, figures)],
  ['GET', /^\/api\/dashboards\/([^/]+)\/export$/, csvFile],
  ['GET', /^\/api\/kpis$/, ({ figures }, { url }) => valuesOf(url, figures)],
  [
    'GET',
    /^\/api\/kpis\/([^/]+)\/series$/,
    ({ figures }, { id, url }) => seriesOf(id as KpiKey, url, figures),
  ],
  ['GET', /^\/api\/kpis\/([^/]+)\/cases$/, ({ figures }, { id, url }) => casesOf(id as KpiKey, url, figures)],
  ['GET', /^\/api\/config$/, (facts) => facts.config],
  ['GET', /^\/api\/session$/, (facts) => facts.me],
  ['POST', /^\/api\/session$/, session],
  ['DELETE', /^\/api\/session$/, () => ({})],
  [
    'POST',
    /^\/api\/session\/state$/,
    (facts, { body }) => Object.assign(facts.me, { stateReason: null }, body),
  ],
  ['PATCH', /^\/api\/session\/language$/, () => ({})],
  [
    'POST',
    /^\/api\/session\/phone$/,
    ({ me }) => ({ phoneToken: 'phone-token-of-the-world', expiresAt: me.stateSince }),
  ],
  ['GET', /^\/api\/overview$/, (facts) => facts.overview],
  ['GET', /^\/api\/escalations\/mine$/, ({ offers }) => ({ offers })],
  ['GET', /^\/api\/agents$/, ({ me }) => ({ agents: [me] })],
  ['GET', /^\/api\/calls$/, ({ calls }) => ({ calls })],
  ['GET', /^\/api\/calls\/([^/]+)$/, (facts, { id }) => callDetail(facts, id)],
  [
    'GET',
    /^\/api\/leads$/,
    (facts, { url }) => ({ leads: foundLeads(facts, url.searchParams.get('q') ?? '') }),
  ],
  ['GET', /^\/api\/leads\/([^/]+)$/, ({ details }, { id }) => details[id]],
  [
    'GET',
    /^\/api\/leads\/([^/]+)\/timeline$/,
    ({ timelines }, { id }) => ({ items: timelines[id] ?? [], seq: 0 }),
  ],
  [
    'GET',
    /^\/api\/leads\/([^/]+)\/draft$/,
    (facts, { id }) => draftsOf(facts).get(id) ?? { text: '', savedAt: null },
  ],
  [
    'PUT',
    /^\/api\/leads\/([^/]+)\/draft$/,
    (facts, { id, body }) => {
      const draft = { savedAt: new Date(worldNow).toISOString(), ...asObject(body) };
      draftsOf(facts).set(id, draft);
      return draft;
    },
  ],
  ['POST', /^\/api\/leads\/([^/]+)\/chat\/take$/, ({ details }, { id }) => chatOf(details[id])],
  ['POST', /^\/api\/leads\/([^/]+)\/messages$/, () => ({ interactionId: idOf('sent', 1) })],
  [
    'POST',
    /^\/api\/leads\/([^/]+)\/appointments$/,
    ({ appointments }): Appointment | undefined => appointments[3],
  ],
  ['GET', /^\/api\/media\/([^/]+)$/, mediaOf],
  [
    'GET',
    /^\/api\/tasks$/,
    ({ tasks }, { url }) => ({ tasks: url.searchParams.get('status') === 'done' ? [] : tasks }),
  ],
  ['POST', /^\/api\/tasks$/, ({ tasks }) => tasks[0]],
  [
    'PATCH',
    /^\/api\/tasks\/([^/]+)$/,
    ({ tasks }, { id, body }) => ({ ...tasks.find((one) => one.id === id), ...asObject(body) }),
  ],
  ['GET', /^\/api\/desk\/choices$/, (facts) => facts.choices],
  ['GET', /^\/api\/wrap-ups$/, ({ wrapUps }) => ({ wrapUps })],
  ['POST', /^\/api\/wrap-ups\/([^/]+)$/, closeWrapUp],
  ['GET', /^\/api\/chats$/, ({ chats }) => ({ chats })],
  ['GET', /^\/api\/directory$/, ({ directory }) => ({ entries: directory })],
  ['GET', /^\/api\/today$/, ({ today }) => today],
  ['GET', /^\/api\/history$/, ({ history }) => ({ calls: history })],
  ['GET', /^\/api\/search$/, ({ search }) => search],
  ['GET', /^\/api\/properties$/, ({ properties }) => properties],
  ['GET', /^\/api\/properties\/[^/]+\/slots$/, ({ slots }) => slots],
  ['GET', /^\/api\/appointments$/, ({ appointments }) => ({ appointments })],
  [
    'POST',
    /^\/api\/appointments\/([^/]+)\/outcome$/,
    (facts, { id, body }) => markVisit(facts, id, (body as { outcome: string }).outcome),
  ],
  ['POST', /^\/api\/leads\/([^/]+)\/sales$/, (facts, { id, body }) => recordSale(facts, id, body)],
];

interface File {
  body: Buffer;
  contentType: string;
}
const isFile = (found: unknown): found is File =>
  typeof found === 'object' && found !== null && 'contentType' in found && 'body' in found;

/** Which dashboard it was asked for is all that a test of the page wants to know. */
function csvFile(_facts: DeskFacts, { id }: Asked): File {
  return { body: Buffer.from(`\ufeff${id}\r\n`), contentType: 'text/csv; charset=utf-8' };
}

/** The sample that is of the message's kind. */
function mediaOf({ timelines }: DeskFacts, { id }: Asked): File | undefined {
  const item = Object.values(timelines)
    .flat()
    .find((one) => one.id === id);
  const sample = { image: sampleMedia.picture, audio: sampleMedia.voice, document: sampleMedia.document };
  const media = sample[item?.kind as keyof typeof sample];
  return media && { body: media.bytes, contentType: media.mimeType };
}

function chatOf(detail: LeadDetail | undefined): Chat | undefined {
  if (detail === undefined) return undefined;
  const { id, handledBy, ownerId, ownerName, windowUntil } = detail;
  return { leadId: id, handledBy, ownerId, ownerName, windowUntil };
}

/** Notes that are being written, kept as long as the world. */
const drafts = new WeakMap<DeskFacts, Map<string, object>>();
function draftsOf(facts: DeskFacts): Map<string, object> {
  const known = drafts.get(facts) ?? new Map<string, object>();
  drafts.set(facts, known);
  return known;
}

function auditOf(_facts: DeskFacts, { url }: Asked): object {
  const action = url.searchParams.get('action');
  return { entries: audit.filter((entry) => action === null || entry.action === action) };
}

function closeWrapUp(facts: DeskFacts, { id }: Asked): object {
  facts.wrapUps = facts.wrapUps.filter((wrapUp) => wrapUp.id !== id);
  return {};
}

const asObject = (body: unknown): object => (typeof body === 'object' && body !== null ? body : {});

function foundLeads({ leads }: DeskFacts, q: string): DeskFacts['leads'] {
  const text = q.toLowerCase();
  return leads.filter(({ name, phone }) => name.toLowerCase().includes(text) || (phone ?? '').includes(text));
}
