/**
 * Sends each DTLS flight as one datagram, as browsers do (RFC 6347 §4.1.1). werift sends a datagram per message, and
 * rtpengine, whose threads share the work, then takes a flight in any order; what came too early is dropped, and what
 * werift repeats is dropped as a replay, for it bears the same record numbers.
 */
import type { IceConnection } from 'werift';

/** A first flight and its repetitions. */
const MAX_EARLY = 4;
/** Fits every network's packets with the headers around it. */
const MAX_DATAGRAM_BYTES = 1_200;

/** From now on DTLS records written in one go leave `connection` together; everything else as it comes. */
export function sendFlightsWhole(connection: IceConnection): void {
  const send = connection.send.bind(connection);
  let flight: Buffer[] = [];
  const flush = (): void => {
    const records = flight;
    flight = [];
    for (const datagram of packed(records)) send(datagram).catch(() => {});
  };
  connection.send = async (data) => {
    if (!isDtls(data)) return send(data);
    if (flight.push(data) === 1) queueMicrotask(flush);
  };
}

/**
 * Keeps what the other end sends of DTLS before we are ready: it may have our offer, and a way that works, long
 * before its answer has come to us by all the proxies. Otherwise it would begin again only after a second.
 */
export class EarlyFlights {
  readonly #connection: IceConnection;
  readonly #stopListening: () => void;
  #flights: Buffer[] = [];

  constructor(connection: IceConnection) {
    this.#connection = connection;
    const { unSubscribe } = connection.onData.subscribe((data) => {
      if (isDtls(data) && this.#flights.length < MAX_EARLY) this.#flights.push(data);
    });
    this.#stopListening = unSubscribe;
  }

  /** Hands over what was kept, now that somebody listens, and keeps no more. */
  replay(): void {
    this.#stopListening();
    for (const flight of this.#flights.splice(0)) this.#connection.onData.execute(flight);
  }
}

/** RFC 7983 §7. */
const isDtls = (data: Buffer): boolean =>
  data.length > 0 && data.readUInt8(0) >= 20 && data.readUInt8(0) <= 63;

/** As few datagrams as hold the records in order. */
export function packed(records: readonly Buffer[]): Buffer[] {
  const datagrams: Buffer[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    if (bytes + record.length > MAX_DATAGRAM_BYTES) {
      datagrams.push([]);
      bytes = 0;
    }
    datagrams.at(-1)?.push(record);
    bytes += record.length;
  }
  return datagrams.map((parts) => Buffer.concat(parts));
}
