/** The two live wires of the one day, as routes of a browser's page: Socket.IO from the backend, snapshots from the phone. */
import type { Page, WebSocketRoute } from '@playwright/test';
import type { PhoneState } from '../../src/shared/phone.ts';
import { watchRequest, type BackendToConsole } from '../../src/shared/push.ts';
import type { DeskFacts } from './desk-world-facts.ts';
import { ladders } from './desk-world-phone.ts';

/** Nobody listens there: the page's socket ends in this process. */
export const phoneUrl = 'ws://127.0.0.1:9/';

export interface BackendLine {
  /** Pushes to the page, as the backend would. */
  push: <E extends keyof BackendToConsole>(event: E, ...data: Parameters<BackendToConsole[E]>) => void;
  /** The line breaks, and stays broken. */
  cut: () => Promise<void>;
}

/** Engine.IO 4 and Socket.IO 5 over WebSocket, as far as a console uses them; `watch` is answered from the facts. */
export async function routeBackendLine(page: Page, facts: DeskFacts): Promise<BackendLine> {
  const lines = new Set<WebSocketRoute>();
  let broken = false;
  // Longer than any test: the page must not wait for a ping.
  const opening = {
    sid: 'engine',
    upgrades: [],
    pingInterval: 86_400_000,
    pingTimeout: 20_000,
    maxPayload: 1e6,
  };
  await page.routeWebSocket(/\/socket\.io\//, (line) => {
    if (broken) return void line.close();
    lines.add(line);
    line.onMessage((frame) => takeFrame(line, String(frame), facts));
    line.onClose(() => lines.delete(line));
    line.send(`0${JSON.stringify(opening)}`);
  });
  return {
    push: (event, ...data) => {
      for (const line of lines) line.send(`42/console,${JSON.stringify([event, ...data])}`);
    },
    cut: async () => {
      broken = true;
      await Promise.all([...lines].map((line) => line.close()));
      lines.clear();
    },
  };
}

function takeFrame(line: WebSocketRoute, frame: string, { streams, board }: DeskFacts): void {
  if (frame.startsWith('40/console')) return line.send('40/console,{"sid":"socket"}');
  const [, ack, json] = /^42\/console,(\d+)(\[.*)$/s.exec(frame) ?? [];
  if (ack === undefined || json === undefined) return;
  const [name, request] = JSON.parse(json) as [string, unknown];
  const reply = (answer: object) => line.send(`43/console,${ack}[${JSON.stringify(answer)}]`);
  if (name === 'board.join' && board) return reply({ ok: true, board });
  if (name === 'listen') return reply({ ok: true, sampleRate: 16_000, channels: 1 });
  if (name !== 'watch') return;
  const { stream, after } = watchRequest.parse(request);
  const events = (streams[stream] ?? []).filter(({ seq }) => seq > after);
  const answer = { ok: true, events, head: streams[stream]?.length ?? 0 };
  reply(answer);
}

export interface PhoneLine {
  show: (state: PhoneState) => void;
  /** Another window has taken the phone. */
  replace: () => void;
  cut: () => Promise<void>;
}

/** `onCommand` hears every command of the page by its name; each is answered at once. */
export async function routePhoneLine(
  page: Page,
  first: PhoneState,
  onCommand: (name: string, input: unknown) => void,
): Promise<PhoneLine> {
  const lines = new Set<WebSocketRoute>();
  let broken = false;
  let state = first;
  const send = (line: WebSocketRoute, frame: object) => line.send(JSON.stringify(frame));
  await page.routeWebSocket(phoneUrl, (line) => {
    if (broken) return void line.close();
    lines.add(line);
    line.onClose(() => lines.delete(line));
    line.onMessage((raw) => {
      const frame = JSON.parse(String(raw)) as { id?: number; do?: string; with?: unknown };
      if (frame.id === undefined) return send(line, { t: 'state', state });
      onCommand(frame.do ?? '', frame.with);
      // No leg of audio is ever made: what a page hears has tests of its own.
      if (frame.do !== 'audio.offer')
        send(line, { t: 'reply', re: frame.id, ok: true, value: valueOf(frame.do) });
    });
  });
  return {
    show: (next) => {
      state = next;
      for (const line of lines) send(line, { t: 'state', state });
    },
    replace: () => {
      for (const line of lines) send(line, { t: 'replaced' });
    },
    cut: async () => {
      broken = true;
      await Promise.all([...lines].map((line) => line.close()));
      lines.clear();
    },
  };
}

function valueOf(command: string | undefined): unknown {
  if (command === 'diagnostics.calls') return { calls: ladders };
  if (command === 'diagnostics.export')
    return { text: ladders.flatMap(({ messages }) => messages.map(({ text }) => text)).join('\n') };
  return command === 'call.dial' ? { id: 'phone-6' } : null;
}
