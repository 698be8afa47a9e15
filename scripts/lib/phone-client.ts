/** A page without a face: takes part in the phone's control channel, so that a call can be answered without a browser. */
import WebSocket from 'ws';
import type {
  PhoneCall,
  PhoneCommand,
  PhoneCommandInput,
  PhoneFrame,
  PhoneReplies,
  PhoneState,
} from '../../src/shared/phone.ts';

export interface PhoneClient {
  state: () => PhoneState | undefined;
  ask: <C extends PhoneCommand>(command: C, data: PhoneCommandInput<C>) => Promise<PhoneReplies[C]>;
  /** Called with every new state. */
  onState: (listener: (state: PhoneState) => void) => void;
  close: () => void;
}

/** Attaches to the phone process at `url`. Rejects if the channel closes before it is open. */
export async function connectPhone(url: string, token: string): Promise<PhoneClient> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  const listeners: ((state: PhoneState) => void)[] = [];
  let state: PhoneState | undefined;
  let nextId = 1;
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  socket.send(JSON.stringify({ hello: token }));
  socket.on('message', (bytes: Buffer) => {
    const frame = JSON.parse(bytes.toString()) as PhoneFrame;
    if (frame.t === 'state') {
      state = frame.state;
      for (const listener of listeners) listener(state);
    } else if (frame.t === 'reply') {
      const pending = waiting.get(frame.re);
      waiting.delete(frame.re);
      if (frame.ok) pending?.resolve(frame.value as never);
      else pending?.reject(new Error(frame.error));
    }
  });
  return {
    state: () => state,
    onState: (listener) => listeners.push(listener),
    ask: (command, data) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, do: command, with: data }));
      }),
    close: () => socket.close(),
  };
}

/** Calls that ring now. */
export function ringing(state: PhoneState | undefined): PhoneCall[] {
  return state?.calls.filter((call) => call.phase === 'ringing') ?? [];
}
