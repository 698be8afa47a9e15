/** The least of a telephone that can be called (SIP over UDP): it takes every call with the audio it is given. */
import dgram from 'node:dgram';
import { once } from 'node:events';

export interface AnsweringMachineOptions {
  /** The answer to an offer. */
  answer: (offer: string) => Promise<string>;
}

export class AnsweringMachine {
  /** Methods of the requests that came, in order, repeats apart. */
  readonly requests: string[] = [];
  readonly port: number;
  readonly #socket: dgram.Socket;
  readonly #answers = new Map<string, Promise<string>>();
  readonly #options: AnsweringMachineOptions;

  static async open(options: AnsweringMachineOptions): Promise<AnsweringMachine> {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new AnsweringMachine(socket, options);
  }

  private constructor(socket: dgram.Socket, options: AnsweringMachineOptions) {
    this.#socket = socket;
    this.#options = options;
    this.port = socket.address().port;
    socket.on('message', (datagram, { address, port }) => {
      const request = String(datagram);
      const [method = ''] = request.split(' ', 1);
      if (method === 'ACK' || method.startsWith('SIP/2.0')) return;
      // A request that is repeated gets the same answer again.
      const key = `${method} ${/^CSeq:\s*(\d+)/im.exec(request)?.[1]} ${/^Call-ID:\s*(\S+)/im.exec(request)?.[1]}`;
      if (!this.#answers.has(key)) this.requests.push(method);
      const answer = this.#answers.get(key) ?? this.#answer(method, request);
      this.#answers.set(key, answer);
      void answer.then((text) => socket.send(text, port, address));
    });
  }

  close(): void {
    this.#socket.close();
  }

  async #answer(method: string, request: string): Promise<string> {
    const [head = '', offer = ''] = request.split('\r\n\r\n');
    const kept = head.split('\r\n').filter((line) => /^(Via|From|Call-ID|CSeq|Record-Route|To):/i.test(line));
    const tagged = kept.map((line) =>
      /^To:/i.test(line) && !/;tag=/i.test(line) ? `${line};tag=machine` : line,
    );
    const body = method === 'INVITE' ? await this.#options.answer(offer) : '';
    return [
      'SIP/2.0 200 OK',
      ...tagged,
      `Contact: <sip:machine@127.0.0.1:${this.port}>`,
      ...(body ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
  }
}
