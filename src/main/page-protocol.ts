/** The console's page comes from `app://console`, a secure origin of its own, and from no file or server. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { CustomScheme } from 'electron';

/** The origin of the page; the backend lets it in under this name. */
export const pageOrigin = 'app://console';

/** To be registered before Electron is ready. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, codeCache: true },
};

/** What the page may use of the browser; everything that can be named and is not needed is off. */
const permissionsPolicy = [
  ...['microphone', 'autoplay', 'hid', 'speaker-selection', 'clipboard-write'].map(
    (name) => `${name}=(self)`,
  ),
  ...['camera', 'geolocation', 'display-capture', 'usb', 'serial', 'bluetooth', 'midi', 'payment'].map(
    (name) => `${name}=()`,
  ),
].join(', ');

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
};

/** Answers requests for `app://console/…` out of `dir`; any other address of it is the page itself. */
export function pageServer({
  dir,
  backendUrl,
}: {
  dir: string;
  backendUrl: string;
}): (request: Request) => Promise<Response> {
  const headers = {
    'content-security-policy': contentSecurityPolicy(backendUrl),
    'permissions-policy': permissionsPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
  return async (request) => {
    const { host, pathname } = new URL(request.url);
    if (host !== 'console' || request.method !== 'GET') return new Response(null, { status: 404 });
    const file = fileOf(dir, pathname);
    if (file === undefined) return new Response(null, { status: 404 });
    const type = types[extname(file)] ?? 'application/octet-stream';
    const bytes = await readFile(file).catch(() => undefined);
    if (bytes !== undefined)
      return new Response(new Uint8Array(bytes), { headers: { ...headers, 'content-type': type } });
    if (extname(pathname) !== '') return new Response(null, { status: 404 });
    const page = await readFile(join(dir, 'index.html')).catch(() => undefined);
    if (page === undefined)
      return new Response('The console is not built: run npm run build.', { status: 404 });
    return new Response(new Uint8Array(page), {
      headers: { ...headers, 'content-type': types['.html'] ?? '' },
    });
  };
}

/** The file that a path names, or undefined where it would lead out of `dir`. */
function fileOf(dir: string, pathname: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0')) return undefined;
  const root = normalize(dir + sep);
  const file = normalize(join(root, path === '/' ? 'index.html' : path));
  return file.startsWith(root) ? file : undefined;
}

function contentSecurityPolicy(backendUrl: string): string {
  const backend = new URL(backendUrl);
  const socket = `${backend.protocol === 'https:' ? 'wss' : 'ws'}://${backend.host}`;
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' data: blob:",
    "worker-src 'self' blob:",
    `connect-src 'self' ${backend.origin} ${socket} ws://127.0.0.1:*`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
