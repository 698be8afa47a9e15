/** The backend as a phone sees it, for cases in which only the phone matters: hands out a line, takes every report. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import type { BackendToPhone, PhoneToBackend, SipAccount } from '../../src/shared/phone.ts';

export interface LineBackend {
  url: string;
  close: () => Promise<void>;
}

/** Gives every phone that signs in the account of its token. */
export async function startLineBackend(accounts: ReadonlyMap<string, SipAccount>): Promise<LineBackend> {
  const http = createServer();
  const server = new Server<PhoneToBackend, BackendToPhone>(http);
  server.of('/phone').on('connection', (socket) => {
    const account = accounts.get(String(socket.handshake.auth['token']));
    socket.on('account', (done) => done(account ? { ok: true, account } : { ok: false, error: 'no line' }));
    socket.on('report', (_report, done) => done({ ok: true }));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: async () => {
      await server.close();
    },
  };
}
