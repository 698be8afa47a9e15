// Hearing one AI call: asked of the backend, played here, held while one's own telephone call is up, ended with the page.
import type { ListenAnswer } from '../../shared/board.ts';
import { heardCall, listening, type Listening, type SilenceReason } from '../stores/listening.ts';
import { openPhoneCalls, phone } from '../stores/phone.ts';
import { viewing } from '../stores/preferences.ts';
import type { ConsoleSocket } from './backend-socket.ts';
import { createPcmPlayer, type PcmPlayer } from './pcm-player.ts';

/** Vapi's WebSocket is opened meanwhile. */
const answerTimeoutMs = 12_000;
/** The meter is drawn about as often as a person sees it move. */
const levelEveryMs = 120;

export class ListeningWire {
  readonly #socket: ConsoleSocket;
  readonly #unfollow: (() => void)[];
  #player: PcmPlayer | undefined;
  /** Counts questions: an answer to an older one counts no more. */
  #attempt = 0;
  #levelAt = 0;

  constructor(socket: ConsoleSocket) {
    this.#socket = socket;
    this.#unfollow = [
      phone.subscribe(() => {
        this.#holdForPhone();
        this.#stopAway();
      }),
      viewing.subscribe(() => this.#stopAway()),
    ];
    socket.on('sound', ({ callId, pcm }) => this.#hear(callId, pcm));
    socket.on('sound.ended', ({ callId, reason }) => {
      if (heardCall(listening.getState().now) === callId) this.#end(callId, reason);
    });
  }

  async listen(callId: string): Promise<void> {
    this.#silence();
    const mine = this.#attempt;
    show({ phase: 'asking', callId });
    const answer = await ask(this.#socket, callId);
    if (mine !== this.#attempt) return;
    if (answer === undefined) return this.#end(callId, 'unreachable');
    if (!answer.ok) return this.#end(callId, answer.reason);
    this.#play(callId, answer);
  }

  stop(): void {
    if (heardCall(listening.getState().now) !== undefined) this.#socket.emit('listen.stop');
    this.#silence();
    show({ phase: 'idle' });
  }

  /** The line broke: what is heard ends. */
  cut(): void {
    const heard = heardCall(listening.getState().now);
    if (heard !== undefined) this.#end(heard, 'lost');
  }

  close(): void {
    for (const unfollow of this.#unfollow) unfollow();
    this.stop();
  }

  #play(callId: string, format: { sampleRate: number; channels: number }): void {
    try {
      this.#player = createPcmPlayer(format);
    } catch {
      this.#socket.emit('listen.stop');
      return this.#end(callId, 'no-speaker');
    }
    const held = hasPhoneCall();
    this.#player.hold(held);
    show({ phase: 'hearing', callId, held, level: 0 });
  }

  #hear(callId: string, pcm: ArrayBuffer | Uint8Array): void {
    const { now } = listening.getState();
    if (now.phase !== 'hearing' || now.callId !== callId || this.#player === undefined) return;
    const level = this.#player.play(pcm instanceof Uint8Array ? pcm : new Uint8Array(pcm));
    if (performance.now() - this.#levelAt < levelEveryMs) return;
    this.#levelAt = performance.now();
    show({ ...now, level });
  }

  #holdForPhone(): void {
    const { now } = listening.getState();
    const held = hasPhoneCall();
    if (now.phase !== 'hearing' || now.held === held) return;
    this.#player?.hold(held);
    show({ ...now, held, level: 0 });
  }

  /** Nobody goes on listening from another page; who was called away by the telephone may come back to it. */
  #stopAway(): void {
    const isAway = viewing.getState().view !== 'board' && !hasPhoneCall();
    if (isAway && listening.getState().now.phase !== 'idle') this.stop();
  }

  #end(callId: string, reason: SilenceReason): void {
    this.#silence();
    show({ phase: 'silent', callId, reason });
  }

  #silence(): void {
    this.#attempt += 1;
    this.#player?.close();
    this.#player = undefined;
  }
}

function show(now: Listening): void {
  listening.setState({ now });
}

const hasPhoneCall = (): boolean => openPhoneCalls(phone.getState().state).length > 0;

async function ask(socket: ConsoleSocket, callId: string): Promise<ListenAnswer | undefined> {
  try {
    return await socket.timeout(answerTimeoutMs).emitWithAck('listen', { callId });
  } catch {
    return undefined; // not answered in time, or the line is down
  }
}
