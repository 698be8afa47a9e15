/** A telephone's keys as RTP events (RFC 4733), crafted here so that the phone's reader is tried by another writer. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

const KEYS = '0123456789*#ABCD';
const EVENT_TYPE = 101;
const STEP_MS = 20;
const STEP_SAMPLES = 160;
/** Five packets while the key is down, and the end three times, for any of them may be lost (§2.5.1.4). */
const STEPS_DOWN = 5;
const ENDS = 3;
const VOLUME = 10;

export interface Keypad {
  port: number;
  /** Presses keys one after the other; the media address is the phone's. */
  press: (keys: string, to: { ip: string; port: number }) => Promise<void>;
  close: () => void;
}

/** Opens a socket on loopback whose `port` belongs into the SDP. */
export async function openKeypad(): Promise<Keypad> {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  let sequence = 100;
  let timestamp = 8_000;
  const pressOne = async (key: string, to: { ip: string; port: number }): Promise<void> => {
    for (let step = 1; step <= STEPS_DOWN + ENDS; step++) {
      const isEnd = step > STEPS_DOWN;
      const duration = Math.min(step, STEPS_DOWN + 1) * STEP_SAMPLES;
      const packet = eventPacket({
        key,
        sequence: (sequence += 1),
        timestamp,
        duration,
        isFirst: step === 1,
        isEnd,
      });
      socket.send(packet, to.port, to.ip);
      await wait(STEP_MS);
    }
    timestamp += (STEPS_DOWN + ENDS + 2) * STEP_SAMPLES;
  };
  return {
    port: socket.address().port,
    press: async (keys, to) => {
      for (const key of keys) await pressOne(key, to);
    },
    close: () => socket.close(),
  };
}

interface EventStep {
  key: string;
  sequence: number;
  timestamp: number;
  /** In samples since the key went down. */
  duration: number;
  isFirst: boolean;
  isEnd: boolean;
}

function eventPacket({ key, sequence, timestamp, duration, isFirst, isEnd }: EventStep): Buffer {
  const packet = Buffer.alloc(16);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(EVENT_TYPE | (isFirst ? 0x80 : 0), 1);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(timestamp, 4);
  packet.writeUInt32BE(0x5151_5151, 8);
  packet.writeUInt8(KEYS.indexOf(key), 12);
  packet.writeUInt8(VOLUME | (isEnd ? 0x80 : 0), 13);
  packet.writeUInt16BE(duration, 14);
  return packet;
}
