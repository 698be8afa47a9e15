/** Two plain RTP ends that exchange marked voice through whatever stands between them. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { everyFrame, Marks } from './marks.ts';

const HOST = '127.0.0.1';
const HEADER_BYTES = 12;

export class PlainEnd {
  /** Marks this end says. */
  readonly said = new Marks();
  readonly port: number;
  readonly #socket: dgram.Socket;
  #sequence = 0;

  /** An end that hears `heard`'s marks. */
  static async open(heard: () => Marks): Promise<PlainEnd> {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, HOST);
    await once(socket, 'listening');
    return new PlainEnd(socket, heard);
  }

  private constructor(socket: dgram.Socket, heard: () => Marks) {
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (datagram) => heard().take(datagram.subarray(HEADER_BYTES)));
    socket.on('error', () => {});
  }

  /** Speaks to `port` until the answered function is called. */
  speakTo(port: number): () => void {
    return everyFrame(() => {
      this.#sequence = (this.#sequence + 1) & 0xffff;
      const header = Buffer.alloc(HEADER_BYTES);
      header[0] = 0x80; // version 2, PCMU (RFC 3550 §5.1)
      header.writeUInt16BE(this.#sequence, 2);
      header.writeUInt32BE(this.#sequence * 160, 4);
      header.writeUInt32BE(this.port, 8);
      this.#socket.send(Buffer.concat([header, this.said.next()]), port, HOST);
    });
  }

  close(): void {
    this.#socket.close();
  }
}

export interface PlainEnds {
  near: PlainEnd;
  far: PlainEnd;
  close: () => void;
}

export async function openPlainEnds(): Promise<PlainEnds> {
  const ends: { near?: PlainEnd; far?: PlainEnd } = {};
  const marksOf = (end: 'near' | 'far') => (): Marks => ends[end]?.said ?? new Marks();
  const near = (ends.near = await PlainEnd.open(marksOf('far')));
  const far = (ends.far = await PlainEnd.open(marksOf('near')));
  return {
    near,
    far,
    close: () => {
      near.close();
      far.close();
    },
  };
}
