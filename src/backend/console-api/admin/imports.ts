/** Lists from outside over HTTP: the file itself is the body. */
import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify';
import { importKinds, importQuery, type ImportKind, type ImportReport } from '../../../shared/admin.ts';
import { importList } from '../../imports/import-list.ts';
import { ColumnsMissing, ListUnreadable } from '../../imports/read-list.ts';
import { ApiProblem, checked } from '../api-problem.ts';
import { actorOf, type AdminDeps } from './admin-scope.ts';

const maxBodyBytes = 8 * 1024 * 1024;
/** What browsers, Excel and scripts call a CSV. */
const csvTypes =
  /^(text\/(csv|plain|tab-separated-values)|application\/(csv|vnd\.ms-excel|octet-stream))(;|$)/;

/** `POST /api/admin/imports/:kind` for each kind of list: who may bring which is the table's to say. */
export function importRoutes(deps: Pick<AdminDeps, 'db' | 'env'>): FastifyPluginCallback {
  return (server, _options, done) => {
    keepRawBodies(server);
    for (const kind of importKinds)
      server.post(`/api/admin/imports/${kind}`, { bodyLimit: maxBodyBytes }, (request) =>
        bring(kind, request, deps),
      );
    done();
  };
}

function keepRawBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    csvTypes,
    { parseAs: 'buffer', bodyLimit: maxBodyBytes },
    (_request, body, done) => done(null, body),
  );
}

async function bring(
  kind: ImportKind,
  request: FastifyRequest,
  { db, env }: Pick<AdminDeps, 'db' | 'env'>,
): Promise<ImportReport> {
  const { dryRun, skipBad } = checked(importQuery, request.query);
  const file = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  try {
    return await importList(
      { kind, file, dryRun: dryRun === '1', skipBad: skipBad === '1', user: actorOf(request) },
      { db, mxnPerUsd: env.MXN_PER_USD },
    );
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof ListUnreadable)
    return new ApiProblem('invalid', `${error.message} Save it as CSV and send it again.`, {
      reason: 'csv-unreadable',
      params: { line: error.line },
    });
  if (error instanceof ColumnsMissing)
    return new ApiProblem('invalid', `${error.message} The first line names the columns.`, {
      reason: 'columns-missing',
      params: { columns: error.columns.join(', ') },
    });
  return error;
}
