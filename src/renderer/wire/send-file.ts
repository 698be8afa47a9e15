// A file on its way to the backend: `fetch` does not tell how much of it has gone, XMLHttpRequest does.
import { ActionError } from '../stores/actions.ts';

export interface SendFileOptions {
  /** 0 to 1: how much has left; 1 means that the answer is awaited. */
  onSent?: ((share: number) => void) | undefined;
  /** Gives it up. */
  signal?: AbortSignal | undefined;
}

/** Reading a long list and trying every row takes its time: ms. */
const timeoutMs = 300_000;

/** POSTs `file` as CSV; any answer at all is a Response. Throws ActionError `unreachable` or `timeout`, or the signal's reason. */
export function sendFile(
  url: URL,
  { file, token, onSent, signal }: SendFileOptions & { file: Blob; token: string | undefined },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.timeout = timeoutMs;
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'text/csv');
    if (token !== undefined) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => onSent?.(total === 0 ? 1 : loaded / total);
    request.onload = () => resolve(new Response(request.responseText, { status: request.status }));
    request.onerror = () => reject(new ActionError('unreachable', 'the file did not arrive'));
    request.ontimeout = () => reject(new ActionError('timeout', 'no answer to the file'));
    request.onabort = () => reject(new DOMException('given up', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
