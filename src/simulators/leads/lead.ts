/** One simulated lead: reads what the bot writes, answers what is asked, takes the call, and is done at some point. */
import { destinations, type Language } from '../../shared/lead.ts';
import type { Pace } from '../pace.ts';
import type { Random } from '../random.ts';
import type { SimulatedCall } from '../vapi/simulated-call.ts';
import type { InboundContent } from '../whatsapp/webhook-bodies.ts';
import type { SentMessage, WhatsAppSimulator } from '../whatsapp/whatsapp.ts';
import type { LeadPerson } from './people.ts';
import type { Persona, PersonaName, Writing } from './personas.ts';
import { announcesCall, readQuestions, type Topic } from './read-question.ts';

export type LeadPhase = 'chatting' | 'expecting-call' | 'on-call' | 'done';
export type LeadSignal = 'agree' | 'ring' | 'hang-up' | 'finish';

/** A lead's story; what the table does not name changes nothing. */
export const leadPhases = {
  chatting: { agree: 'expecting-call', ring: 'on-call', finish: 'done' },
  'expecting-call': { ring: 'on-call', finish: 'done' },
  'on-call': { 'hang-up': 'done', finish: 'done' },
  done: {},
} as const satisfies Record<LeadPhase, Partial<Record<LeadSignal, LeadPhase>>>;

export interface LeadLogEntry {
  at: string;
  who: 'lead' | 'bot' | 'phone';
  text: string;
}
export interface LeadEnd {
  how: 'call' | 'chat' | 'gave-up';
  endedReason: string | undefined;
}

export interface LeadWorld {
  whatsapp: WhatsAppSimulator;
  pace: Pace;
  /** The shortest silence, in real ms, that ends a chat. */
  quietFloorMs: number;
  random: Random;
}

const readMs = 700;
const typeMsPerCharacter = 22;
/** A chat is over when nobody wrote for so long, in ms of life … */
const quietMs = 25_000;
/** … but never sooner than this: the product does not answer faster because its leads live faster. */
export const quietFloorMs = 15_000;

export class Lead {
  readonly id: string;
  readonly persona: PersonaName;
  readonly person: LeadPerson;
  readonly log: LeadLogEntry[] = [];
  readonly done: Promise<LeadEnd>;
  phase: LeadPhase = 'chatting';
  end: LeadEnd | undefined;
  readonly #traits: Persona;
  readonly #world: LeadWorld;
  readonly #asked = new Map<Topic | 'unasked', number>();
  readonly #inbox: SentMessage[] = [];
  #written = 0;
  #busy = false;
  #quiet = new AbortController();
  #finish: (end: LeadEnd) => void = () => undefined;

  constructor(
    identity: { id: string; persona: PersonaName; person: LeadPerson; traits: Persona },
    world: LeadWorld,
  ) {
    this.id = identity.id;
    this.persona = identity.persona;
    this.person = identity.person;
    this.#traits = identity.traits;
    this.#world = world;
    this.done = new Promise((resolve) => (this.#finish = resolve));
  }

  get phone(): string {
    return this.person.phone;
  }

  get name(): string {
    return this.person.name;
  }

  get language(): Language {
    const { switchesAt } = this.#traits;
    const own = this.person.language;
    return switchesAt !== undefined && this.#written + 1 >= switchesAt ? (own === 'es' ? 'en' : 'es') : own;
  }

  /** Writes the first messages. */
  async open(): Promise<void> {
    this.#busy = true;
    for (const [index, writing] of this.#traits.opening.entries())
      await this.#write(writing, { fromAd: this.#traits.fromAd && index === 0 });
    this.#busy = false;
    void this.#answerWaiting();
    this.#waitForQuiet();
  }

  /** The bot wrote. */
  hear(message: SentMessage): void {
    this.#note('bot', message.text);
    this.#inbox.push(message);
    this.#waitForQuiet();
    void this.#answerWaiting();
  }

  /** The phone rings. */
  ring(call: SimulatedCall): void {
    this.#signal('ring');
    this.#note('phone', 'rings');
    call.on('said', (role, text) => this.#note('phone', `${role}: ${text}`));
    call.once('ended', (reason) => {
      this.#note('phone', `ended: ${reason}`);
      this.#signal('hang-up');
      this.#over({ how: 'call', endedReason: reason });
    });
  }

  /** Ends the story whatever became of it. */
  giveUp(): void {
    this.#over({ how: 'gave-up', endedReason: undefined });
  }

  #over(end: LeadEnd): void {
    if (this.end) return;
    this.end = end;
    this.#signal('finish');
    this.#finish(end);
  }

  #signal(signal: LeadSignal): void {
    const row: Partial<Record<LeadSignal, LeadPhase>> = leadPhases[this.phase];
    this.phase = row[signal] ?? this.phase;
  }

  #note(who: LeadLogEntry['who'], text: string): void {
    this.log.push({ at: new Date().toISOString(), who, text });
  }

  async #answerWaiting(): Promise<void> {
    if (this.#busy || this.#inbox.length === 0) return;
    this.#busy = true;
    try {
      while (this.#inbox.length > 0 && (await this.#world.pace.wait(readMs)))
        await this.#answer(this.#inbox.splice(0));
    } finally {
      this.#busy = false;
    }
  }

  async #answer(messages: SentMessage[]): Promise<void> {
    for (const { wamid } of messages) this.#world.whatsapp.markRead(wamid);
    if (this.#written >= this.#traits.messages || this.end) return;
    const topics = [...new Set(messages.flatMap(({ text }) => readQuestions(text)))];
    const telling = topics.filter((topic) => topic !== 'other');
    const topic = telling.at(-1) ?? topics.at(-1);
    const writing =
      topic === undefined ? this.#unasked(messages) : (this.#take(topic) ?? this.#unasked(messages));
    if (!writing) return;
    await this.#write(writing, { fromAd: false });
    if (topic === 'call_consent' && this.#traits.ends === 'call') this.#signal('agree');
  }

  /** What to say when nothing was asked: nothing once a call is on its way. */
  #unasked(messages: SentMessage[]): Writing | undefined {
    if (this.phase !== 'chatting' || messages.some(({ text }) => announcesCall(text))) return undefined;
    const told = this.#asked.get('unasked') ?? 0;
    this.#asked.set('unasked', told + 1);
    return this.#traits.unasked[told];
  }

  /** The answer to a topic: another wording each time it is asked again. */
  #take(topic: Topic): Writing | undefined {
    const times = this.#asked.get(topic) ?? 0;
    this.#asked.set(topic, times + 1);
    const list = this.#traits.answers[topic] ?? [];
    return list[Math.min(times, list.length - 1)];
  }

  async #write(writing: Writing, { fromAd }: { fromAd: boolean }): Promise<void> {
    const language = this.language;
    const said = writing(this.person);
    const content: InboundContent = isContent(said)
      ? said
      : { type: 'text', text: { body: this.#world.random.pick(said[language]) } };
    const text = readable(content);
    if (!(await this.#world.pace.wait(Math.min(6_000, text.length * typeMsPerCharacter))) || this.end) return;
    this.#written += 1;
    this.#note('lead', text);
    this.#world.whatsapp.receive(
      { phone: this.phone, name: this.name },
      fromAd ? { ...content, referral: referral(this.#world.random, this.person) } : content,
    );
    this.#waitForQuiet();
  }

  /** Those whose story is a chat are done when nobody writes any more. */
  #waitForQuiet(): void {
    this.#quiet.abort();
    this.#quiet = new AbortController();
    if (this.#traits.ends !== 'chat') return;
    const { pace, quietFloorMs: floorMs } = this.#world;
    void pace.wait(Math.max(quietMs, floorMs * pace.speed), this.#quiet.signal).then((quiet) => {
      if (quiet && this.phase !== 'on-call') this.#over({ how: 'chat', endedReason: undefined });
    });
  }
}

const isContent = (said: ReturnType<Writing>): said is InboundContent => 'type' in said;

const readable = (content: InboundContent): string => {
  const { body } = (content['text'] ?? {}) as { body?: string };
  return body ?? `[${content.type}]`;
};

/** An ad on Facebook or Instagram for the place they then ask about. */
function referral(random: Random, { wants, language }: LeadPerson): Record<string, unknown> {
  const { destination } = wants;
  const number = 2 * destinations.indexOf(destination) + (language === 'es' ? 0 : 1);
  const bodies = {
    es: ['Residencias en preventa', 'Vive frente al mar', 'Departamentos con plusvalía'],
    en: ['Residences before launch', 'Oceanfront residences from Vidanta', 'Live by the sea'],
  };
  return {
    source_url: `https://fb.me/${random.digits(9)}`,
    source_type: 'ad',
    source_id: `1202263058548${10_700 + number}`,
    headline: language === 'es' ? `Tu casa en ${destination}` : `Own in ${destination}`,
    body: random.pick(bodies[language]),
    media_type: 'image',
    image_url: 'https://scontent.xx.fbcdn.net/v/t45.1',
    ctwa_clid: `Aff-${random.digits(40)}`,
  };
}
