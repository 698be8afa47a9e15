// The HTTP half of the backend's wire: one place where a failure becomes an error people can be told about.
import { z } from 'zod';
import { ActionError } from '../stores/actions.ts';

const timeoutMs = 12_000;
const problem = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const anyObject = z.record(z.string(), z.unknown());

export interface BackendHttp {
  /** Throws ActionError: `unreachable`, `timeout`, or the backend's own code. */
  ask: <T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) => Promise<T>;
  setToken: (token: string | undefined) => void;
}

/** `onUnauthorized` is told when a call made with a token is refused: the session is over. */
export function createBackendHttp(backendUrl: string, onUnauthorized: () => void): BackendHttp {
  let token: string | undefined;
  return {
    setToken: (next) => {
      token = next;
    },
    ask: async <T>(method: string, path: string, body?: unknown) => {
      const usedToken = token;
      const response = await send(new URL(path, backendUrl), method, usedToken, body);
      if (response.status === 401 && usedToken !== undefined && usedToken === token) onUnauthorized();
      if (!response.ok) throw await errorOf(response);
      if (response.status === 204) return undefined as T;
      return anyObject.parse(await response.json()) as T;
    },
  };
}

async function send(url: URL, method: string, token: string | undefined, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
      cache: 'no-store',
    });
  } catch (cause) {
    const code = cause instanceof DOMException && cause.name === 'TimeoutError' ? 'timeout' : 'unreachable';
    throw new ActionError(code, String(cause));
  }
}

async function errorOf(response: Response): Promise<ActionError> {
  const told = problem.safeParse(await response.json().catch(() => undefined));
  if (told.success) return new ActionError(told.data.error.code, told.data.error.message);
  return new ActionError(`http-${response.status}`, response.statusText);
}
