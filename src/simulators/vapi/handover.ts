/** Live control of a call: what the backend orders while the call runs, and what a waiting person makes of it. */
import { fieldsOf } from '../http/serve.ts';
import type { SimulatedCall } from './simulated-call.ts';
import { readDestination, Transfer } from './transfer.ts';

/** Orders of one call: transfers replace one another, words are spoken, the end ends. */
export class CallControl {
  readonly #call: SimulatedCall;
  #transfer: { transfer: Transfer; done: Promise<unknown> } | undefined;
  /** Counts orders, so that a waiting conversation sees that something happened. */
  orders = 0;
  /** True once the backend itself said something to the person that promises a callback. */
  promisedCallback = false;

  constructor(call: SimulatedCall) {
    this.#call = call;
  }

  get transferring(): Promise<unknown> | undefined {
    return this.#transfer?.done;
  }

  /** Carries out a body of POST to `controlUrl`; undefined if it was understood, else what is wrong. */
  obey(message: Record<string, unknown>): string | undefined {
    this.orders += 1;
    const { type, content } = message;
    const text = typeof content === 'string' ? content : '';
    if (type === 'say') void this.#say(text, message['endCallAfterSpoken'] === true);
    else if (type === 'end-call') void this.#call.end('assistant-ended-call');
    else if (type === 'transfer') return this.#startTransfer(fieldsOf(message['destination']), text);
    else if (type === 'control') this.#control(String(message['control']));
    else if (type === 'add-message')
      this.#add(fieldsOf(message['message']), message['triggerResponseEnabled'] === true);
    else return `type ${String(type)} is not supported`;
    return undefined;
  }

  async #say(text: string, thenEnd: boolean): Promise<void> {
    if (isCallbackPromise(text)) this.promisedCallback = true;
    await this.#call.say('assistant', text);
    if (thenEnd) this.#call.end('assistant-ended-call-after-message-spoken');
  }

  #control(order: string): void {
    if (order === 'mute-assistant') this.#call.muted = true;
    if (order === 'unmute-assistant') this.#call.muted = false;
    if (order === 'say-first-message')
      void this.#call.say('assistant', String(this.#call.assistant['firstMessage'] ?? ''));
  }

  /** The model follows an instruction as well as it can: it says what the instruction quotes. */
  #add(message: Record<string, unknown>, respond: boolean): void {
    const content = String(message['content'] ?? '');
    if (isCallbackPromise(content)) this.promisedCallback = true;
    const quoted = /[“"«]([^”"»]{3,})[”"»]/.exec(content)?.[1];
    if (respond && quoted) void this.#call.say('assistant', quoted);
  }

  #startTransfer(raw: Record<string, unknown>, content: string): string | undefined {
    const destination = readDestination(this.#call, raw);
    if (!destination) return 'destination cannot be reached: a transfer from SIP goes to a sipUri';
    this.#transfer?.transfer.supersede();
    const before = this.#transfer?.done ?? Promise.resolve();
    const transfer = new Transfer(this.#call, destination);
    const done = before
      .then(() => transfer.run(content, raw))
      .finally(() => {
        if (this.#transfer?.transfer === transfer) this.#transfer = undefined;
      });
    this.#transfer = { transfer, done };
    return undefined;
  }
}

/** Words that tell a person that nobody can be reached now. */
export const isCallbackPromise = (text: string): boolean =>
  /\b(?:le llamar\w+|te llamar\w+|lo llamar\w+|la llamar\w+|dev(?:o|ue)lv\w+ la llamada|call you back|callback|will call you|no hay (?:asesor|nadie|agente)\w*|nadie (?:disponible|libre)|nobody is (?:free|available)|no one is (?:free|available)|no agents? (?:is|are)|ocupados)\b/i.test(
    text,
  );
