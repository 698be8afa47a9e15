// The HTTP half of the backend's wire: one place where a failure becomes an error people can be told about.
import { z } from 'zod';
import { ActionError } from '../stores/actions.ts';
import { sendFile, type SendFileOptions } from './send-file.ts';

const timeoutMs = 12_000;
const problem = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    // Another version's may look otherwise: the code alone still says something.
    reason: z.string().optional().catch(undefined),
    params: z
      .record(z.string(), z.union([z.string(), z.number(), z.null()]))
      .optional()
      .catch(undefined),
    slots: z.array(z.string()).optional(),
  }),
});
const anyObject = z.record(z.string(), z.unknown());

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface BackendHttp {
  /** Throws ActionError: `unreachable`, `timeout`, or the backend's own code. `signal` gives it up. */
  ask: <T>(method: Method, path: string, body?: unknown, signal?: AbortSignal) => Promise<T>;
  /** A file; the same errors. `signal` gives it up. */
  fetchBlob: (path: string, signal?: AbortSignal) => Promise<Blob>;
  /** A file as the body, which may take minutes; the same errors. */
  send: <T>(path: string, file: Blob, options?: SendFileOptions) => Promise<T>;
  setToken: (token: string | undefined) => void;
}

/** `onUnauthorized` is told when a call made with a token is refused: the session is over. */
export function createBackendHttp(backendUrl: string, onUnauthorized: () => void): BackendHttp {
  let token: string | undefined;
  const answered = (path: string, request: Request): Promise<Response> =>
    accepted((usedToken) => send(new URL(path, backendUrl), usedToken, request));
  const accepted = async (ask: (token: string | undefined) => Promise<Response>): Promise<Response> => {
    const usedToken = token;
    const response = await ask(usedToken);
    if (response.status === 401 && usedToken !== undefined && usedToken === token) onUnauthorized();
    if (!response.ok) throw await errorOf(response);
    return response;
  };
  return {
    setToken: (next) => {
      token = next;
    },
    ask: async <T>(method: string, path: string, body?: unknown, signal?: AbortSignal) => {
      const inTime = AbortSignal.timeout(timeoutMs);
      const limit = signal === undefined ? inTime : AbortSignal.any([inTime, signal]);
      const response = await answered(path, { method, body, signal: limit });
      if (response.status === 204) return undefined as T;
      return anyObject.parse(await response.json()) as T;
    },
    send: async <T>(path: string, file: Blob, options: SendFileOptions = {}) => {
      const url = new URL(path, backendUrl);
      const response = await accepted((usedToken) => sendFile(url, { file, token: usedToken, ...options }));
      return anyObject.parse(await response.json()) as T;
    },
    fetchBlob: async (path, signal) => (await answered(path, { method: 'GET', signal })).blob(),
  };
}

interface Request {
  method: string;
  body?: unknown;
  signal: AbortSignal | undefined;
}

async function send(
  url: URL,
  token: string | undefined,
  { method, body, signal }: Request,
): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ?? null,
      cache: 'no-store',
    });
  } catch (cause) {
    const code = cause instanceof DOMException && cause.name === 'TimeoutError' ? 'timeout' : 'unreachable';
    throw new ActionError(code, String(cause));
  }
}

async function errorOf(response: Response): Promise<ActionError> {
  const told = problem.safeParse(await response.json().catch(() => undefined));
  if (told.success) return new ActionError(told.data.error.code, told.data.error.message, told.data.error);
  return new ActionError(`http-${response.status}`, response.statusText);
}
