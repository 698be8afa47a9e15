/** What a desk offers: reasons, outcomes, templates and the directory. Every change is pushed to every desk. */
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { z } from 'zod';
import {
  directoryFields,
  putDisposition as dispositionFields,
  putReason as reasonFields,
  putTemplate as templateFields,
  type AdminDirectoryEntry,
  type AdminDisposition,
  type AdminReason,
  type AdminTemplate,
} from '../../../shared/admin.ts';
import {
  createEntry,
  deleteEntry,
  listDirectory,
  listDispositions,
  listReasons,
  listTemplates,
  lockEntry,
  putDisposition,
  putReason,
  putTemplate,
  saveEntry,
} from '../../store/admin-choices.ts';
import { notifyChoicesChanged } from '../../store/choices.ts';
import { ApiProblem, checked } from '../api-problem.ts';
import { asActor, idOf, named, note, type AdminDeps } from './admin-scope.ts';

type Db = AdminDeps['db'];

const byKey = z.object({ key: z.string().regex(/^[a-z0-9-]{1,40}$/) });
const byName = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.enum(['es', 'en']),
});

/** `/api/admin/{reasons,dispositions,templates,directory}`: lists, and a `PUT` for each but the directory. */
export function offeredRoutes({ db }: Pick<AdminDeps, 'db'>): FastifyPluginCallback {
  return (server, _options, done) => {
    reasons(server, db);
    dispositions(server, db);
    templates(server, db);
    directory(server, db);
    done();
  };
}

function reasons(server: FastifyInstance, db: Db): void {
  server.get('/api/admin/reasons', async () => ({ reasons: await listReasons(db) }));
  server.put('/api/admin/reasons/:key', (request): Promise<AdminReason> => {
    const { key } = checked(byKey, request.params);
    const fields = checked(reasonFields, request.body);
    return asActor(db, request, async (tx, actor) => {
      const reason = await putReason(tx, { key, ...fields });
      await note(tx, actor, {
        action: 'reason.set',
        subject: { kind: 'reason', id: key, name: reason.label.es },
        detail: fields,
      });
      await notifyChoicesChanged(tx);
      return reason;
    });
  });
}

function dispositions(server: FastifyInstance, db: Db): void {
  server.get('/api/admin/dispositions', async () => ({ dispositions: await listDispositions(db) }));
  server.put('/api/admin/dispositions/:key', (request): Promise<AdminDisposition> => {
    const { key } = checked(byKey, request.params);
    const fields = checked(dispositionFields, request.body);
    return asActor(db, request, async (tx, actor) => {
      const disposition = await putDisposition(tx, { key, ...fields });
      await note(tx, actor, {
        action: 'disposition.set',
        subject: { kind: 'disposition', id: key, name: disposition.label.es },
        detail: fields,
      });
      await notifyChoicesChanged(tx);
      return disposition;
    });
  });
}

function templates(server: FastifyInstance, db: Db): void {
  server.get('/api/admin/templates', async () => ({ templates: await listTemplates(db) }));
  server.put('/api/admin/templates/:name/:language', (request): Promise<AdminTemplate> => {
    const { name, language } = checked(byName, request.params);
    const fields = checked(templateFields, request.body);
    refuseDisagreement(fields);
    return asActor(db, request, async (tx, actor) => {
      const template = await putTemplate(tx, { name, language, ...fields });
      await note(tx, actor, {
        action: 'template.set',
        subject: { kind: 'template', id: `${name}/${language}`, name },
        detail: { parameters: fields.parameters, position: fields.position, active: fields.active },
      });
      await notifyChoicesChanged(tx);
      return template;
    });
  });
}

/** {{1}} … {{n}} must each stand in the body and have a name; Meta numbers them without gaps. */
function refuseDisagreement({ body, parameters }: { body: string; parameters: string[] }): void {
  const places = new Set([...body.matchAll(/\{\{\s*(\d+)\s*\}\}/g)].map(([, digits]) => Number(digits)));
  const agrees =
    places.size === parameters.length && parameters.every((_parameter, index) => places.has(index + 1));
  if (agrees) return;
  throw new ApiProblem(
    'invalid',
    `The text has ${places.size} places and ${parameters.length} names stand for them: number them {{1}}, {{2}}, … and name each.`,
    { reason: 'template-places', params: { places: places.size, names: parameters.length } },
  );
}

function directory(server: FastifyInstance, db: Db): void {
  server.get('/api/admin/directory', async () => ({ entries: await listDirectory(db) }));
  server.post('/api/admin/directory', (request): Promise<AdminDirectoryEntry> => {
    const fields = checked(directoryFields, request.body);
    return asActor(db, request, async (tx, actor) => {
      const entry = free(await createEntry(tx, fields));
      await note(tx, actor, { action: 'directory.added', subject: subjectOf(entry), detail: fields });
      await notifyChoicesChanged(tx);
      return entry;
    });
  });
  server.patch('/api/admin/directory/:id', (request): Promise<AdminDirectoryEntry> => {
    const id = idOf(request);
    const change = named(checked(directoryFields.partial(), request.body), request);
    return asActor(db, request, async (tx, actor) => {
      const before = found(await lockEntry(tx, id));
      const wanted = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const entry = free(await saveEntry(tx, { ...before, ...wanted }));
      await note(tx, actor, { action: 'directory.changed', subject: subjectOf(entry), detail: wanted });
      await notifyChoicesChanged(tx);
      return entry;
    });
  });
  server.delete('/api/admin/directory/:id', async (request, reply) => {
    const id = idOf(request);
    await asActor(db, request, async (tx, actor) => {
      const entry = found(await lockEntry(tx, id));
      await deleteEntry(tx, id);
      await note(tx, actor, { action: 'directory.removed', subject: subjectOf(entry) });
      await notifyChoicesChanged(tx);
    });
    return reply.code(204).send();
  });
}

function subjectOf({ id, name }: AdminDirectoryEntry): { kind: string; id: string; name: string } {
  return { kind: 'directory-entry', id, name };
}

function free(entry: AdminDirectoryEntry | undefined): AdminDirectoryEntry {
  if (entry !== undefined) return entry;
  throw new ApiProblem('conflict', 'This number stands in the directory already.', {
    reason: 'number-taken',
  });
}

function found(entry: AdminDirectoryEntry | undefined): AdminDirectoryEntry {
  if (entry !== undefined) return entry;
  throw new ApiProblem('not-found', 'There is no such entry. Load the list again.', {
    reason: 'no-such-entry',
  });
}
