/** Vapi as the backend meets it: POST /call judged by Vapi's own schemas, calls that are played out, live control. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { vapiRequestProblems } from '../contracts/vapi-contract.ts';
import { fieldsOf, jsonOf, serve, type Answered, type Asked, type Served } from '../http/serve.ts';
import { Pace } from '../pace.ts';
import { Random } from '../random.ts';
import { defaultBehaviour, type PhoneBehaviour } from './behaviour.ts';
import type { CreateCall } from './call-record.ts';
import { VapiFaults } from './faults.ts';
import { CallControl } from './handover.ts';
import { serveListeners } from './listen.ts';
import { playCall } from './play-call.ts';
import { SimulatedCall } from './simulated-call.ts';
import { VapiWebhookSender, type VapiHabits } from './webhook-sender.ts';

export interface VapiOptions {
  /** Bearer token that callers must show; any where undefined. */
  apiKey?: string | undefined;
  /** Sent as `X-Vapi-Secret`. */
  secret?: string | undefined;
  /** Signs with `x-signature` and `x-timestamp` where a credential is named, or where there is no `secret`. */
  hmacSecret?: string | undefined;
  port?: number | undefined;
  speed?: number | undefined;
  seed?: number | undefined;
  /** Calls at once; default 10. */
  concurrencyLimit?: number | undefined;
  /** Beyond the limit: refuse with 429, or take the call and block it (`concurrencyBlocked`). */
  overLimit?: 'refuse' | 'block' | undefined;
  /** The number that calls come from; SIP transfers need one of an own trunk. */
  phoneNumberProvider?: 'byo-phone-number' | 'twilio' | 'vapi' | undefined;
}

interface VapiEvents {
  call: [call: SimulatedCall];
  refused: [problem: { status: number; messages: string[] }];
}

/** Starts the API on loopback. */
export async function startVapiSimulator(options: VapiOptions = {}): Promise<VapiSimulator> {
  const simulator = new VapiSimulator(options);
  await simulator.open(options.port ?? 0);
  return simulator;
}

const wrong = (status: number, message: string | string[]): Answered => ({
  status,
  body: {
    message,
    error:
      { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 429: 'Too Many Requests' }[status] ??
      'Error',
    statusCode: status,
  },
});

export class VapiSimulator extends EventEmitter<VapiEvents> {
  readonly calls: SimulatedCall[] = [];
  readonly faults = new VapiFaults();
  readonly sender: VapiWebhookSender;
  concurrencyLimit: number;
  readonly #options: VapiOptions;
  readonly #pace: Pace;
  readonly #random: Random;
  readonly #behaviours = new Map<string, PhoneBehaviour>();
  readonly #controls = new Map<string, CallControl>();
  #served: Served | undefined;
  #stopListeners: () => void = () => undefined;

  constructor(options: VapiOptions) {
    super();
    this.setMaxListeners(0);
    this.#options = options;
    this.concurrencyLimit = options.concurrencyLimit ?? 10;
    this.#pace = new Pace(options.speed);
    this.#random = new Random(options.seed ?? 1);
    this.sender = new VapiWebhookSender(
      { secret: options.secret, hmacSecret: options.hmacSecret },
      this.#random,
    );
  }

  async open(port: number): Promise<void> {
    vapiRequestProblems('CreateCallDTO', {}); // compiles the schemas before anybody waits for them
    vapiRequestProblems('ClientInboundMessage', {});
    this.#served = await serve((asked) => this.#handle(asked), port);
    this.#stopListeners = serveListeners(this.#served.server, (id) =>
      this.calls.find((call) => call.id === id),
    );
  }

  /** Base address for `VAPI_API_URL`. */
  get url(): string {
    return this.#served?.url ?? '';
  }

  set habits(habits: Partial<VapiHabits>) {
    this.sender.habits = { ...this.sender.habits, ...habits };
  }

  /** How the person with this number (E.164) behaves on the phone from now on. */
  setBehaviour(phone: string, behaviour: Partial<PhoneBehaviour>): void {
    this.#behaviours.set(phone, { ...defaultBehaviour, ...behaviour });
  }

  /** Calls to this number, oldest first. */
  callsTo(phone: string): SimulatedCall[] {
    return this.calls.filter((call) => call.request.customer.number === phone);
  }

  async close(): Promise<void> {
    this.#pace.stop();
    this.#stopListeners();
    await this.#served?.close();
  }

  #handle(asked: Asked): Promise<Answered> | Answered {
    const [, first = '', second] = asked.path.split('/');
    if (second === 'control' && asked.method === 'POST') return this.#control(first, jsonOf(asked.raw));
    const { apiKey } = this.#options;
    const bearer = /^Bearer (.+)$/i.exec(asked.headers.authorization ?? '')?.[1];
    if (bearer === undefined || (apiKey !== undefined && bearer !== apiKey))
      return wrong(
        401,
        'Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.',
      );
    if (first === 'call' && asked.method === 'POST') return this.#create(jsonOf(asked.raw));
    if (first === 'call' && second === undefined) return this.#list(asked.query);
    if (first === 'call') {
      const call = this.calls.find(({ id }) => id === second);
      return call ? { status: 200, body: call.record() } : wrong(404, `Couldn't get call for id: ${second}`);
    }
    if (first === 'phone-number' && second !== undefined)
      return {
        status: 200,
        body: {
          id: second,
          orgId: orgId,
          provider: this.#options.phoneNumberProvider ?? 'byo-phone-number',
          number: '+523222263500',
          status: 'active',
        },
      };
    return wrong(404, `Cannot ${asked.method} ${asked.path}`);
  }

  #create(body: unknown): Answered | Promise<Answered> {
    const fault = this.faults.take('dial');
    if (fault?.kind === 'status') return wrong(fault.status ?? 503, 'Simulated failure');
    if (fault?.kind === 'drop') return 'drop';
    const messages = [...vapiRequestProblems('CreateCallDTO', body), ...missing(body)];
    if (messages.length > 0) {
      this.emit('refused', { status: 400, messages });
      return wrong(400, messages);
    }
    const blocked = this.#openCalls() >= this.concurrencyLimit;
    if (blocked && this.#options.overLimit !== 'block')
      return wrong(429, 'Over Concurrency Limit. Your org has reached its concurrency limit.');
    const call = this.#place(body as CreateCall, blocked);
    if (fault?.kind === 'placed-then-status') return wrong(fault.status ?? 503, 'Simulated failure');
    if (fault?.kind === 'placed-then-drop') return 'drop';
    if (fault?.kind === 'hang') return never();
    return {
      status: 201,
      body: {
        ...call.record(),
        messages: undefined,
        artifact: undefined,
        subscriptionLimits: this.#limits(blocked),
      },
    };
  }

  #place(request: CreateCall, blocked: boolean): SimulatedCall {
    const behaviour = this.#behaviours.get(request.customer.number) ?? defaultBehaviour;
    const call = new SimulatedCall(request, behaviour, {
      pace: this.#pace,
      random: this.#random,
      sender: this.sender,
      orgId,
      baseUrl: this.url,
    });
    const control = new CallControl(call);
    this.calls.push(call);
    this.#controls.set(call.id, control);
    this.emit('call', call);
    call.notify('status-update', { status: 'queued' });
    if (blocked) call.end('call.start.error-subscription-concurrency-limit-reached');
    else void this.#play(call, control);
    return call;
  }

  async #play(call: SimulatedCall, control: CallControl): Promise<void> {
    const seconds = Number(call.assistant['maxDurationSeconds'] ?? 600);
    const longest = setTimeout(() => call.end('exceeded-max-duration'), seconds * 1000).unref();
    call.once('ended', () => clearTimeout(longest));
    await playCall(call, control);
  }

  #openCalls(): number {
    return this.calls.filter((call) => !call.over).length;
  }

  #limits(concurrencyBlocked: boolean): Record<string, unknown> {
    const remaining = Math.max(0, this.concurrencyLimit - this.#openCalls());
    return {
      concurrencyBlocked,
      concurrencyLimit: this.concurrencyLimit,
      remainingConcurrentCalls: remaining,
    };
  }

  /** GET /call: newest first; the bounds are ISO times. */
  #list(query: URLSearchParams): Answered {
    const time = (name: string): number | undefined =>
      query.has(name) ? Date.parse(query.get(name) ?? '') : undefined;
    const within = ({ createdAt }: SimulatedCall): boolean => {
      const at = createdAt.getTime();
      return (
        at > (time('createdAtGt') ?? -Infinity) &&
        at < (time('createdAtLt') ?? Infinity) &&
        at >= (time('createdAtGe') ?? -Infinity) &&
        at <= (time('createdAtLe') ?? Infinity)
      );
    };
    const limit = Number(query.get('limit') ?? 100);
    return {
      status: 200,
      body: this.calls
        .filter(within)
        .toReversed()
        .slice(0, limit)
        .map((call) => call.record()),
    };
  }

  #control(id: string, body: unknown): Answered {
    const fault = this.faults.take('control');
    if (fault) return wrong(fault.status ?? 500, 'Simulated failure');
    const call = this.calls.find((each) => each.id === id);
    const control = this.#controls.get(id);
    if (!call || !control) return wrong(404, `Call ${id} not found`);
    if (call.over) return wrong(400, 'Call is not in progress');
    const problems = vapiRequestProblems('ClientInboundMessage', { message: body });
    if (problems.length > 0) {
      this.emit('refused', { status: 400, messages: problems });
      return wrong(400, problems);
    }
    const problem = control.obey(fieldsOf(body));
    return problem === undefined ? { status: 200, body: { success: true } } : wrong(400, problem);
  }
}

const orgId = randomUUID();

async function never(): Promise<Answered> {
  await new Promise((resolve) => setTimeout(resolve, 120_000).unref());
  return 'drop';
}

/** What the schemas do not say and the API does. */
function missing(body: unknown): string[] {
  const { customer, assistant, assistantId, squadId, workflowId, phoneNumberId, phoneNumber } =
    fieldsOf(body);
  const { number, numberE164CheckEnabled } = fieldsOf(customer);
  const problems: string[] = [];
  if (typeof number !== 'string') problems.push('customer.number is required for outbound phone calls');
  else if (numberE164CheckEnabled !== false && !/^\+[1-9]\d{6,14}$/.test(number))
    problems.push('customer.number must be a valid phone number in the E.164 format');
  if (!assistant && !assistantId && !squadId && !workflowId)
    problems.push('Need Either `assistantId`, `assistant`, `squadId`, `squad`, `workflowId`, Or `workflow`.');
  if (!phoneNumberId && !phoneNumber) problems.push('Need Either `phoneNumberId` Or `phoneNumber`.');
  const seconds = fieldsOf(assistant)['maxDurationSeconds'];
  if (typeof seconds === 'number' && (seconds < 10 || seconds > 43_200))
    problems.push('assistant.maxDurationSeconds must be between 10 and 43200');
  return problems;
}
