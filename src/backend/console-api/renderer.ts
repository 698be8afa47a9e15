/** The console itself for ordinary browsers: the built page, or a plain word on how to build it. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem, bodyOf } from './api-problem.ts';

const missing = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Vidanta Agent Console</title>
<h1>The console is not built yet</h1>
<p>The backend runs. Build the console with <code>npm run build</code> in the project's folder, then load this page again.</p>
<p>La consola aún no está compilada: ejecute <code>npm run build</code> y vuelva a cargar esta página.</p></html>`;

/** Serves `dir` at `/`; every address that is no file and no API is the page itself, which routes on its own. */
export async function addRenderer(server: FastifyInstance, { dir }: { dir: string }): Promise<void> {
  const root = resolve(dir);
  const isBuilt = existsSync(join(root, 'index.html'));
  if (isBuilt) await server.register(fastifyStatic, { root, maxAge: '1h', setHeaders: keepPageFresh });
  else server.get('/', (_request, reply) => reply.type('text/html').send(missing));
  server.setNotFoundHandler((request, reply) => {
    if (!isPage(request)) return noSuchAddress(reply);
    return isBuilt ? reply.sendFile('index.html') : reply.type('text/html').send(missing);
  });
}

/** Files carry a digest in their names; the page that names them must always be the newest. */
function keepPageFresh(reply: FastifyReply, path: string): void {
  if (path.endsWith('.html')) void reply.header('cache-control', 'no-cache');
}

function isPage({ method, url, headers }: FastifyRequest): boolean {
  const asksForPage = (headers.accept ?? '').includes('text/html');
  return method === 'GET' && asksForPage && !/^\/(api|webhooks|health|metrics|socket\.io)(\/|$|\?)/.test(url);
}

function noSuchAddress(reply: FastifyReply): FastifyReply {
  return reply.code(404).send(
    bodyOf(
      new ApiProblem('not-found', 'There is nothing at this address. Check the path and the method.', {
        reason: 'nothing-here',
      }),
    ),
  );
}
