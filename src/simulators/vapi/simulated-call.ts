/** One AI call: who speaks, what the backend is told about it, and how it ends. What happens in it is played by `play-call.ts`. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Language } from '../../shared/lead.ts';
import { fieldsOf } from '../http/serve.ts';
import type { Pace } from '../pace.ts';
import type { SipCall } from '../pbx/sip-caller.ts';
import type { Random } from '../random.ts';
import type { PhoneBehaviour } from './behaviour.ts';
import {
  functionTools,
  openAiMessages,
  transcriptOf,
  type CallStatus,
  type CreateCall,
  type FunctionTool,
  type Line,
} from './call-record.ts';
import { endOfCallReport } from './report.ts';
import { serverOf, type VapiWebhookSender, type WebhookServer } from './webhook-sender.ts';

/** The defaults of `assistant.serverMessages`: transcripts and transfer updates must be asked for. */
const defaultServerMessages = [
  'conversation-update',
  'end-of-call-report',
  'function-call',
  'hang',
  'speech-update',
  'status-update',
  'tool-calls',
  'transfer-destination-request',
  'handoff-destination-request',
  'user-interrupted',
];
const msPerWord = 280;

export interface CallWorld {
  pace: Pace;
  random: Random;
  sender: VapiWebhookSender;
  orgId: string;
  baseUrl: string;
}

interface CallEvents {
  status: [status: CallStatus];
  /** A line was said to the end. */
  said: [role: 'assistant' | 'user', text: string];
  /** Sound for those who listen: who speaks for how many ms, or silence. */
  speaking: [role: 'assistant' | 'user' | undefined];
  ended: [reason: string];
}

export class SimulatedCall extends EventEmitter<CallEvents> {
  readonly id = randomUUID();
  readonly createdAt = new Date();
  readonly request: CreateCall;
  readonly assistant: Record<string, unknown>;
  readonly tools: FunctionTool[];
  readonly behaviour: PhoneBehaviour;
  readonly world: CallWorld;
  readonly lines: Line[] = [];
  /** SIP calls that transfers placed for the person, oldest first. */
  readonly legs: SipCall[] = [];
  language: Language;
  status: CallStatus = 'queued';
  startedAt: Date | undefined;
  endedAt: Date | undefined;
  endedReason: string | undefined;
  /** Where a transfer went. */
  destination: Record<string, unknown> | undefined;
  muted = false;
  /** How it went from the person's side, for the analysis. */
  outcome:
    'interested' | 'appointment_scheduled' | 'escalated_to_human' | 'callback_promised' | 'not_interested' =
    'interested';
  readonly #wanted: Set<string>;
  readonly #server: WebhookServer | undefined;
  readonly #over = new AbortController();
  #floor: Promise<unknown> = Promise.resolve();
  #outbox: Promise<unknown> = Promise.resolve();
  #turn = 0;

  constructor(request: CreateCall, behaviour: PhoneBehaviour, world: CallWorld) {
    super();
    this.request = request;
    this.assistant = { ...fieldsOf(request.assistant), ...fieldsOf(request.assistantOverrides) };
    this.tools = functionTools(this.assistant);
    this.behaviour = behaviour;
    this.language = behaviour.language;
    this.world = world;
    this.#server = serverOf(this.assistant['server']);
    const wanted = this.assistant['serverMessages'];
    this.#wanted = new Set(Array.isArray(wanted) ? wanted.map(String) : defaultServerMessages);
    this.#over.signal.addEventListener('abort', () => undefined);
  }

  get over(): boolean {
    return this.#over.signal.aborted;
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  get controlUrl(): string {
    return `${this.world.baseUrl}/${this.id}/control`;
  }

  /** Waits so much life; false if the call ended meanwhile. */
  wait(ms: number): Promise<boolean> {
    return this.world.pace.wait(ms, this.#over.signal);
  }

  secondsFromStart(at: number): number {
    return Math.max(0, (at - (this.startedAt ?? this.createdAt).getTime()) / 1000);
  }

  /** Says a line as the AI or as the person, one at a time, with the messages that Vapi sends meanwhile. */
  async say(role: 'assistant' | 'user', text: string): Promise<void> {
    const turn = this.#floor.then(() => this.#speak(role, text.trim()));
    this.#floor = turn.catch(() => undefined);
    await turn;
  }

  setStatus(status: CallStatus, extra: Record<string, unknown> = {}): void {
    if (this.status === status || this.status === 'ended') return;
    this.status = status;
    this.notify('status-update', { status, ...extra });
    this.emit('status', status);
  }

  /** Sends a server message if the assistant asked for its type. */
  notify(type: string, body: Record<string, unknown>): void {
    if (!this.#server || !this.#isWanted(type, body)) return;
    const server = this.#server;
    const message = {
      timestamp: Date.now(),
      type,
      ...body,
      call: this.summary(),
      customer: this.request.customer,
    };
    const send = (): Promise<unknown> => this.world.sender.post(server, { message });
    // One after another, as they happen; with `shuffle` each goes its own way.
    this.#outbox = this.world.sender.habits.shuffle
      ? Promise.all([this.#outbox, send()])
      : this.#outbox.then(send);
  }

  /** Resolves when every message so far is delivered or given up. */
  settled(): Promise<unknown> {
    return this.#outbox;
  }

  /** Ends the call, tells so, and sends the report. */
  end(reason: string): void {
    if (this.over) return;
    this.endedAt = new Date();
    this.endedReason = reason;
    this.setStatus('ended', { endedReason: reason });
    this.#over.abort();
    const { type, ...report } = endOfCallReport(this);
    this.notify(type, report);
    this.emit('speaking', undefined);
    this.emit('ended', reason);
  }

  /** The `call` inside messages: without the assistant, which would make each of them long. */
  summary(): Record<string, unknown> {
    return {
      id: this.id,
      orgId: this.world.orgId,
      type: 'outboundPhoneCall',
      createdAt: this.createdAt.toISOString(),
      updatedAt: new Date().toISOString(),
      status: this.status,
      phoneCallTransport: 'sip',
      ...(this.request.phoneNumberId === undefined ? {} : { phoneNumberId: this.request.phoneNumberId }),
      customer: this.request.customer,
      monitor: this.monitor(),
      ...(this.startedAt && { startedAt: this.startedAt.toISOString() }),
      ...(this.endedAt && { endedAt: this.endedAt.toISOString() }),
      ...(this.endedReason === undefined ? {} : { endedReason: this.endedReason }),
      ...(this.destination && { destination: this.destination }),
    };
  }

  /** The call as GET /call/{id} shows it. */
  record(): Record<string, unknown> {
    const report = this.over ? endOfCallReport(this) : undefined;
    return {
      ...this.summary(),
      assistant: this.request.assistant,
      cost: report?.cost ?? 0,
      messages: this.lines,
      artifact: report?.artifact ?? { messages: this.lines, transcript: transcriptOf(this.lines) },
      ...(report && { analysis: report.analysis }),
    };
  }

  monitor(): { listenUrl: string; controlUrl: string } {
    return {
      controlUrl: this.controlUrl,
      listenUrl: `${this.world.baseUrl.replace(/^http/, 'ws')}/${this.id}/listen`,
    };
  }

  #isWanted(type: string, body: Record<string, unknown>): boolean {
    if (this.#wanted.has(type)) return true;
    return (
      type === 'transcript' &&
      body['transcriptType'] === 'final' &&
      this.#wanted.has('transcript[transcriptType="final"]')
    );
  }

  async #speak(role: 'assistant' | 'user', text: string): Promise<void> {
    if (this.over || text === '' || (role === 'assistant' && this.muted)) return;
    const words = text.split(/\s+/);
    const turn = this.#turn++;
    const time = Date.now();
    this.emit('speaking', role);
    this.notify('speech-update', { status: 'started', role, turn });
    const said = await this.#utter(role, words);
    this.notify('speech-update', { status: 'stopped', role, turn });
    this.emit('speaking', undefined);
    this.#record(role, said, time);
  }

  /** Speaks word by word; gives back what was said before the other side cut in or the call ended. */
  async #utter(role: 'assistant' | 'user', words: string[]): Promise<string> {
    const cutIn =
      role === 'assistant' && words.length > 18 && this.world.random.chance(this.behaviour.interrupts);
    const until = cutIn ? Math.ceil(words.length * 0.7) : words.length;
    const steps = Math.min(3, Math.ceil(until / 6));
    let spoken = 0;
    for (let step = 1; step <= steps; step += 1) {
      const next = Math.round((until * step) / steps);
      if (!(await this.wait((next - spoken) * msPerWord))) break;
      spoken = next;
      if (step < steps) this.#transcript(role, 'partial', words.slice(0, spoken).join(' '));
    }
    if (cutIn) this.notify('user-interrupted', { turnId: randomUUID() });
    return words.slice(0, Math.max(spoken, this.over ? 0 : 1)).join(' ');
  }

  #record(role: 'assistant' | 'user', text: string, time: number): void {
    if (text === '') return;
    const endTime = Date.now();
    this.lines.push({
      role: role === 'assistant' ? 'bot' : 'user',
      message: text,
      time,
      endTime,
      secondsFromStart: this.secondsFromStart(time),
      duration: endTime - time,
    });
    if (this.over) return;
    this.#transcript(role, 'final', text);
    this.notify('conversation-update', {
      messages: this.lines,
      messagesOpenAIFormatted: openAiMessages(this.lines),
    });
    this.emit('said', role, text);
  }

  #transcript(role: 'assistant' | 'user', transcriptType: 'partial' | 'final', transcript: string): void {
    this.notify('transcript', {
      role,
      transcriptType,
      transcript,
      isFiltered: false,
      detectedThreats: [],
      originalTranscript: transcript,
    });
  }
}
