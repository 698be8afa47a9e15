/** Those who watch the phone beside its page: they see a reduced state and may give few commands. */
import { WebSocket } from 'ws';
import { observerCommands } from '../../shared/phone-observer.ts';
import type { ObservedCall, ObservedFrame, ObservedPhone } from '../../shared/phone-observer.ts';
import { pageFrame } from '../../shared/phone.ts';
import type { PhoneCall, PhoneState } from '../../shared/phone.ts';
import { Refusal } from '../refusal.ts';

/** More than one program of a workstation has no reason to watch; a loop that connects must not fill the memory. */
const mostObservers = 4;
const closeTooMany = 4429;

export interface ObserversOptions {
  run: (command: string, data: unknown) => Promise<unknown>;
  log: (event: string, data?: Record<string, unknown>) => void;
}

export class Observers {
  readonly #options: ObserversOptions;
  readonly #sockets = new Set<WebSocket>();
  /** What each was told last: a call's quality changes every second and is none of their business. */
  #told = '';
  #state: ObservedPhone | undefined;

  constructor(options: ObserversOptions) {
    this.#options = options;
  }

  /** Takes in a socket that has proved itself. */
  add(socket: WebSocket): void {
    if (this.#sockets.size >= mostObservers) return socket.close(closeTooMany, 'too many observers');
    this.#sockets.add(socket);
    socket.on('message', (raw) => void this.#obey(socket, String(raw)));
    socket.on('close', () => this.#sockets.delete(socket));
    this.#options.log('observer attached');
    if (this.#state !== undefined) tell(socket, { t: 'observed', state: this.#state });
  }

  /** Tells everybody, where something changed that concerns them. */
  publish(state: ObservedPhone): void {
    const text = JSON.stringify(state);
    if (text === this.#told) return;
    this.#told = text;
    this.#state = state;
    for (const socket of this.#sockets) tell(socket, { t: 'observed', state });
  }

  async #obey(socket: WebSocket, raw: string): Promise<void> {
    const frame = readCommand(raw);
    if (frame === undefined) return;
    try {
      if (!(observerCommands as readonly string[]).includes(frame.do))
        throw new Refusal('unknown-command', `an observer may not give the command "${frame.do}"`);
      await this.#options.run(frame.do, frame.with);
      tell(socket, { t: 'reply', re: frame.id, ok: true });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.log('command of an observer failed', { command: frame.do, reason });
      tell(socket, { t: 'reply', re: frame.id, ok: false, error: reason });
    }
  }
}

/** What observers see of the whole state. */
export function observe({ registration, calls }: PhoneState, page: boolean): ObservedPhone {
  return { registration: registration.phase, calls: calls.flatMap(observeCall).toReversed(), page };
}

const phases = {
  ringing: 'ringing',
  dialing: 'up',
  answering: 'up',
  live: 'up',
  held: 'held',
  ended: undefined,
} as const satisfies Record<PhoneCall['phase'], ObservedCall['phase'] | undefined>;

function observeCall({ id, number, name, ringingAt, liveAt, phase }: PhoneCall): ObservedCall[] {
  const seen = phases[phase];
  if (seen === undefined) return [];
  const since = (seen === 'ringing' ? undefined : liveAt) ?? ringingAt ?? 0;
  return [{ id, number, name: name ?? null, phase: seen, since }];
}

function readCommand(raw: string): { id: number; do: string; with: unknown } | undefined {
  try {
    const frame = pageFrame.parse(JSON.parse(raw));
    return 'id' in frame ? { id: frame.id, do: frame.do, with: frame.with } : undefined;
  } catch {
    return undefined;
  }
}

function tell(socket: WebSocket, frame: ObservedFrame): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}
