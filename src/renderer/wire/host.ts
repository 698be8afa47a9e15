// Electron or a plain browser: where the backend and the phone are, and how to call for the person's attention.
import { z } from 'zod';
import type { Host, HostConnection, RingNotice } from '../../shared/ipc.ts';

declare global {
  interface Window {
    /** Put there by the preload script; absent in a plain browser. */
    host?: Host;
  }
}

/** Where this page's peers are. `phone` is undefined in a window opened without one. */
export interface Surroundings {
  backendUrl: string;
  phone: { url: string; token: string } | undefined;
}

const phoneKey = 'console.phone';
const phoneAddress = z.object({
  url: z.url({ protocol: /^wss?$/, hostname: /^(127\.0\.0\.1|localhost|\[::1\])$/ }),
  token: z.string().min(1).max(512),
});

/** Asks Electron, or reads the address of the page. */
export async function readSurroundings(): Promise<Surroundings> {
  if (!window.host) return { backendUrl: location.origin, phone: readPhoneOfAddress() };
  const found: HostConnection = await window.host.ask('connection.read', undefined);
  return { backendUrl: found.backendUrl, phone: { url: found.phoneUrl, token: found.phoneToken } };
}

/** `#phone=ws://…&token=…` is kept for this window and taken out of the address, where people would copy it. */
function readPhoneOfAddress(): Surroundings['phone'] {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const given = phoneAddress.safeParse({ url: fragment.get('phone'), token: fragment.get('token') });
  if (given.success) {
    sessionStorage.setItem(phoneKey, JSON.stringify(given.data));
    history.replaceState(history.state, '', location.pathname + location.search);
    return given.data;
  }
  const kept = phoneAddress.safeParse(JSON.parse(sessionStorage.getItem(phoneKey) ?? 'null'));
  return kept.success ? kept.data : undefined;
}

/** Calls the person from another window; does nothing in a plain browser. */
export function callAttention(notice: RingNotice): void {
  void window.host?.ask('ring.show', notice).catch(reportQuietly);
}

export function clearAttention(): void {
  void window.host?.ask('ring.clear', undefined).catch(reportQuietly);
}

/** Opens an address in the operating system's browser, or in a tab of this one. */
export function openLink(url: string): void {
  if (window.host) void window.host.ask('link.open', { url }).catch(reportQuietly);
  else window.open(url, '_blank', 'noopener,noreferrer');
}

/** Keeps the session of this workstation; nothing in a plain browser. */
export function keepSession(token: string): void {
  void window.host?.ask('session.keep', { token }).catch(reportQuietly);
}

export function forgetSession(): void {
  void window.host?.ask('session.forget', undefined).catch(reportQuietly);
}

/** The session that the workstation keeps. Its phone token is not kept: it is asked for anew. */
export async function readHostSession(): Promise<{ token: string; phoneToken: null } | undefined> {
  try {
    const kept = await window.host?.ask('session.read', undefined);
    return kept ? { token: kept.token, phoneToken: null } : undefined;
  } catch (cause) {
    reportQuietly(cause);
    return undefined;
  }
}

/** A notice that could not be shown must not disturb the call it announces. */
function reportQuietly(cause: unknown): void {
  console.warn('the host did not take a notice', cause);
}
