/** WhatsApp Business Cloud API as the backend meets it: takes messages, reports on them, and brings what people write. */
import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { fieldsOf, jsonOf, serve, type Answered, type Asked, type Served } from '../http/serve.ts';
import { Pace } from '../pace.ts';
import { Random } from '../random.ts';
import { checkBody, type OutboundMessage } from './check-message.ts';
import { SendFaults, type SendFault } from './faults.ts';
import { graphError } from './graph-errors.ts';
import { MediaShelf } from './media-shelf.ts';
import { sampleMedia } from './sample-media.ts';
import { templateProblem } from './check-template.ts';
import {
  messageChange,
  statusChange,
  webhookBody,
  type BusinessNumber,
  type Change,
  type DeliveryStatus,
  type InboundContent,
  type Person,
} from './webhook-bodies.ts';
import { WebhookSender, type DeliveryHabits } from './webhook-sender.ts';

export interface WhatsAppOptions {
  appSecret: string;
  verifyToken: string;
  /** Bearer token that senders must show; any where undefined. */
  accessToken?: string | undefined;
  phoneNumberId?: string | undefined;
  backendUrls?: string[] | undefined;
  port?: number | undefined;
  speed?: number | undefined;
  seed?: number | undefined;
  /** Templates that were approved: a name alone in any language, with any parameters; all of them where undefined. */
  templates?: (string | ApprovedTemplate)[] | undefined;
  /** Length of the customer service window. */
  windowMs?: number | undefined;
}

/** A template as Meta has it. */
export interface ApprovedTemplate {
  name: string;
  /** Code, e.g. `es_MX`. */
  language: string;
  /** How many {{…}} its body has. */
  parameters: number;
}

/** A message the backend sent, as the Cloud API took it. */
export interface SentMessage {
  wamid: string;
  to: string;
  type: string;
  /** What a person reads: text, template name with parameters, or the body of an interactive message. */
  text: string;
  callbackData: string | undefined;
  body: OutboundMessage;
  at: string;
  statuses: DeliveryStatus[];
  /** The fault that hit it after it was accepted, if any. */
  fault: SendFault['kind'] | undefined;
}

interface WhatsAppEvents {
  /** A message was accepted for `to` (digits, or a user id). */
  message: [message: SentMessage];
  /** A message of ours to the business was marked read. */
  read: [receipt: { wamid: string; typing: boolean }];
  refused: [refusal: { status: number; body: unknown }];
}

const day = 24 * 3_600_000;
const digits = (address: string): string =>
  /^\+?[\d\s()-]+$/.test(address) ? address.replace(/\D/g, '') : address;

/** Starts the API on loopback. */
export async function startWhatsAppSimulator(options: WhatsAppOptions): Promise<WhatsAppSimulator> {
  const simulator = new WhatsAppSimulator(options);
  await simulator.open(options.port ?? 0);
  return simulator;
}

export class WhatsAppSimulator extends EventEmitter<WhatsAppEvents> {
  readonly messages: SentMessage[] = [];
  readonly faults = new SendFaults();
  readonly media = new MediaShelf(Object.values(sampleMedia));
  readonly number: BusinessNumber;
  readonly #options: WhatsAppOptions;
  readonly #pace: Pace;
  readonly #sender: WebhookSender;
  readonly #lastInbound = new Map<string, number>();
  readonly #knownIds = new Set<string>();
  readonly #batches = new Map<string, { changes: Change[]; timer: NodeJS.Timeout }>();
  readonly #backendKnown: Promise<void>;
  #announceBackend: () => void = () => undefined;
  #served: Served | undefined;

  constructor(options: WhatsAppOptions) {
    super();
    this.setMaxListeners(0);
    this.#options = options;
    this.number = {
      accountId: '419561257915477',
      phoneNumberId: options.phoneNumberId ?? '106540352242922',
      display: '15550783881',
    };
    this.#pace = new Pace(options.speed);
    const random = new Random(options.seed ?? 1);
    this.#sender = new WebhookSender({
      secret: options.appSecret,
      path: '/webhooks/whatsapp',
      random,
    });
    this.#backendKnown = new Promise((resolve) => (this.#announceBackend = resolve));
    this.backendUrls = options.backendUrls ?? [];
  }

  async open(port: number): Promise<void> {
    this.#served = await serve((asked) => this.#handle(asked), port);
  }

  /** Base address for `WHATSAPP_API_URL`. */
  get url(): string {
    return this.#served?.url ?? '';
  }

  set backendUrls(urls: string[]) {
    this.#sender.backends = urls;
    if (urls.length > 0) this.#announceBackend();
  }

  /** Resolves once a backend has been named. */
  backendKnown(): Promise<void> {
    return this.#backendKnown;
  }

  get deliveries(): WebhookSender['records'] {
    return this.#sender.records;
  }

  set habits(habits: Partial<DeliveryHabits>) {
    this.#sender.habits = { ...this.#sender.habits, ...habits };
  }

  /** Meta's check of the webhook address: true if the backend echoes the challenge. */
  async verify(backendUrl: string, verifyToken = this.#options.verifyToken): Promise<boolean> {
    const challenge = new Random(Date.now()).digits(10);
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.verify_token': verifyToken,
      'hub.challenge': challenge,
    });
    const answer = await fetch(new URL(`/webhooks/whatsapp?${query}`, backendUrl));
    return answer.status === 200 && (await answer.text()) === challenge;
  }

  /** A person writes to the business; gives back the message's wamid. */
  receive(person: Person, content: InboundContent, at = new Date()): string {
    const wamid = newWamid();
    this.#lastInbound.set(digits(person.phone ?? person.userId ?? ''), at.getTime());
    if (person.userId !== undefined) this.#lastInbound.set(person.userId, at.getTime());
    this.#knownIds.add(wamid);
    this.#queue(
      messageChange(this.number, { person, wamid, at, content }),
      `from:${person.phone ?? person.userId}`,
    );
    return wamid;
  }

  /** Sends a webhook body as it is, signed: for bodies from elsewhere. */
  deliverRaw(body: string, lane: string = randomUUID()): void {
    this.#sender.send(body, lane);
  }

  /** Tells the backend that the person saw the message. */
  markRead(wamid: string): void {
    const message = this.messages.find((each) => each.wamid === wamid);
    if (message && !message.statuses.includes('read') && message.fault !== 'failed')
      this.#report(message, 'read');
  }

  /** How often each `biz_opaque_callback_data` was accepted; more than once is a person told twice. */
  sendsByCallbackData(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { callbackData } of this.messages)
      if (callbackData !== undefined) counts.set(callbackData, (counts.get(callbackData) ?? 0) + 1);
    return counts;
  }

  settled(): Promise<void> {
    return this.#sender.settled();
  }

  async close(): Promise<void> {
    this.#pace.stop();
    this.#sender.close();
    for (const { timer } of this.#batches.values()) clearTimeout(timer);
    await this.#served?.close();
  }

  // ---- the API ----

  #handle(asked: Asked): Promise<Answered> | Answered {
    const [, version, objectId, edge] = asked.path.split('/');
    const isDownload = asked.path === '/whatsapp_business/attachments/';
    if (!isDownload && !/^v\d+\.\d+$/.test(version ?? ''))
      return graphError(100, `Unknown path components: ${asked.path}`);
    const { accessToken } = this.#options;
    const bearer = /^Bearer (.+)$/i.exec(asked.headers.authorization ?? '')?.[1];
    if (bearer === undefined || (accessToken !== undefined && bearer !== accessToken)) return graphError(190);
    if (isDownload) return this.media.fetch(asked);
    if (asked.method === 'GET' && edge === undefined && objectId !== this.number.phoneNumberId)
      return this.media.describe(objectId ?? '', this.url);
    if (objectId !== this.number.phoneNumberId)
      return graphError(33, `Object with ID '${objectId}' does not exist`);
    if (asked.method === 'GET' && edge === undefined)
      return {
        status: 200,
        body: {
          id: objectId,
          display_phone_number: this.number.display,
          verified_name: 'Vidanta',
          quality_rating: 'GREEN',
        },
      };
    if (asked.method !== 'POST' || edge !== 'messages')
      return graphError(100, `Unsupported ${asked.method} request`);
    return this.#take(jsonOf(asked.raw));
  }

  async #take(body: unknown): Promise<Answered> {
    const checked = checkBody(body);
    if (checked.kind === 'wrong') return this.#refuse(checked.code, checked.details);
    if (checked.kind === 'read') {
      if (!this.#knownIds.has(checked.receipt.message_id))
        return this.#refuse(100, 'message_id is not known');
      this.emit('read', {
        wamid: checked.receipt.message_id,
        typing: checked.receipt.typing_indicator !== undefined,
      });
      return { status: 200, body: { success: true } };
    }
    return this.#accept(checked.message);
  }

  async #accept(body: OutboundMessage): Promise<Answered> {
    const to = digits(body.to ?? body.recipient ?? '');
    const fault = this.faults.take(to);
    if (fault?.kind === 'error') return this.#refuse(fault.code ?? 131000);
    if (fault?.kind === 'status')
      return {
        status: fault.status ?? 503,
        body: { error: { message: 'Simulated failure', code: 2, type: 'OAuthException' } },
      };
    if (fault?.kind === 'drop') return 'drop';
    if (fault?.kind === 'hang') return this.#hang();
    const problem = this.#problem(body, to);
    if (problem !== undefined) return this.#refuse(problem);
    const message = this.#keep(body, to, fault);
    void this.#progress(message, fault);
    if (fault?.kind === 'accept-then-drop') return 'drop';
    const contact = body.to === undefined ? { input: to, user_id: to } : { input: body.to, wa_id: to };
    return {
      status: 200,
      body: { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: message.wamid }] },
    };
  }

  #problem(body: OutboundMessage, to: string): number | undefined {
    const { templates, windowMs = day } = this.#options;
    if (body.type === 'template') return templateProblem(body.template, templates);
    const last = this.#lastInbound.get(to);
    return last === undefined || Date.now() - last > windowMs ? 131047 : undefined;
  }

  #keep(body: OutboundMessage, to: string, fault: SendFault | undefined): SentMessage {
    const message: SentMessage = {
      wamid: newWamid(),
      to,
      type: body.type,
      text: readableText(body),
      callbackData: body.biz_opaque_callback_data,
      body,
      at: new Date().toISOString(),
      statuses: [],
      fault: fault?.kind,
    };
    this.messages.push(message);
    this.#knownIds.add(message.wamid);
    return message;
  }

  #refuse(code: number, details?: string): Answered {
    const answer = graphError(code, details);
    this.emit('refused', answer);
    return answer;
  }

  async #hang(): Promise<Answered> {
    await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
    return 'drop';
  }

  async #progress(message: SentMessage, fault: SendFault | undefined): Promise<void> {
    await this.#pace.wait(150);
    if (fault?.kind === 'failed') return this.#report(message, 'failed', fault.code ?? 131026);
    this.#report(message, 'sent');
    if (!(await this.#pace.wait(300))) return;
    this.#report(message, 'delivered');
    this.emit('message', message);
  }

  #report(message: SentMessage, status: DeliveryStatus, errorCode?: number): void {
    message.statuses.push(status);
    const { wamid, to, callbackData } = message;
    const change = statusChange(this.number, {
      wamid,
      status,
      at: new Date(),
      to,
      byUserId: message.body.to === undefined,
      callbackData,
      errorCode,
    });
    this.#queue(change, `status:${to}`);
  }

  #queue(change: Change, lane: string): void {
    const { batchSize, batchWaitMs } = this.#sender.habits;
    if (batchSize <= 1) return void this.#sender.send(webhookBody(this.number, [change]), lane);
    const batch = this.#batches.get('all') ?? {
      changes: [],
      timer: setTimeout(() => this.#flush(), batchWaitMs).unref(),
    };
    batch.changes.push(change);
    this.#batches.set('all', batch);
    if (batch.changes.length >= batchSize) this.#flush();
  }

  #flush(): void {
    const batch = this.#batches.get('all');
    if (!batch) return;
    clearTimeout(batch.timer);
    this.#batches.delete('all');
    this.#sender.send(webhookBody(this.number, batch.changes), 'batch');
  }
}

const newWamid = (): string => `wamid.HBgM${randomBytes(24).toString('base64url').toUpperCase()}A=`;

function readableText(body: OutboundMessage): string {
  if (body.text) return body.text.body;
  if (body.interactive) return body.interactive.body?.text ?? '';
  const parameters = (body.template?.components ?? []).flatMap(({ parameters: list }) => list ?? []);
  const words = parameters.map((each) => fieldsOf(each)['text']).filter((word) => typeof word === 'string');
  return body.template ? [`[${body.template.name}]`, ...words].join(' ') : `[${body.type}]`;
}
