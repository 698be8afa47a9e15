/**
 * Sends each DTLS flight as one datagram, as browsers do (RFC 6347 §4.1.1). werift sends a datagram per message, and
 * rtpengine, whose threads share the work, then takes a flight in any order; what came too early is dropped, and what
 * werift repeats is dropped as a replay, for it bears the same record numbers.
 */
import type { IceConnection } from 'werift';

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
