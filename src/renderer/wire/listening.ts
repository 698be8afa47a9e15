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

export interface ListeningWire {
  listen: (callId: string) => void;
  stopListening: () => void;
  /** The line broke: what is heard ends. */
  cut: () => void;
  close: () => void;
}

export function connectListening(socket: ConsoleSocket): ListeningWire {
  let player: PcmPlayer | undefined;
  let attempt = 0;
  let levelAt = 0;

  function show(now: Listening): void {
    listening.setState({ now });
  }

  function silence(): void {
    attempt += 1;
    player?.close();
    player = undefined;
  }

  function stop(): void {
    if (heardCall(listening.getState().now) !== undefined) socket.emit('listen.stop');
    silence();
    show({ phase: 'idle' });
  }

  function end(callId: string, reason: SilenceReason): void {
    silence();
    show({ phase: 'silent', callId, reason });
  }

  async function listen(callId: string): Promise<void> {
    silence();
    const mine = attempt;
    show({ phase: 'asking', callId });
    const answer = await ask(socket, callId);
    if (mine !== attempt) return;
    if (answer === undefined) return end(callId, 'unreachable');
    if (!answer.ok) return end(callId, answer.reason);
    try {
      player = createPcmPlayer(answer);
    } catch {
      socket.emit('listen.stop');
      return end(callId, 'no-speaker');
    }
    const held = hasPhoneCall();
    player.hold(held);
    show({ phase: 'hearing', callId, held, level: 0 });
  }

  socket.on('sound', ({ callId, pcm }) => {
    const { now } = listening.getState();
    if (now.phase !== 'hearing' || now.callId !== callId || player === undefined) return;
    const level = player.play(pcm instanceof Uint8Array ? pcm : new Uint8Array(pcm));
    if (performance.now() - levelAt < levelEveryMs) return;
    levelAt = performance.now();
    show({ ...now, level });
  });
  socket.on('sound.ended', ({ callId, reason }) => {
    if (heardCall(listening.getState().now) === callId) end(callId, reason);
  });
  const stopPhone = phone.subscribe(() => {
    const { now } = listening.getState();
    const held = hasPhoneCall();
    if (now.phase === 'hearing' && now.held !== held) {
      player?.hold(held);
      show({ ...now, held, level: 0 });
    }
    stopAway();
  });
  /** Nobody goes on listening from another page; who was called away by the telephone may come back to it. */
  function stopAway(): void {
    const isAway = viewing.getState().view !== 'board' && !hasPhoneCall();
    if (isAway && listening.getState().now.phase !== 'idle') stop();
  }
  const stopView = viewing.subscribe(stopAway);
  return {
    listen: (callId) => void listen(callId),
    stopListening: stop,
    cut: () => {
      const heard = heardCall(listening.getState().now);
      if (heard !== undefined) end(heard, 'lost');
    },
    close: () => {
      stopPhone();
      stopView();
      stop();
    },
  };
}

const hasPhoneCall = (): boolean => openPhoneCalls(phone.getState().state).length > 0;

async function ask(socket: ConsoleSocket, callId: string): Promise<ListenAnswer | undefined> {
  try {
    return await socket.timeout(answerTimeoutMs).emitWithAck('listen', { callId });
  } catch {
    return undefined; // not answered in time, or the line is down
  }
}
