/** Teams: made, renamed and dissolved by supervisors and administrators. */
import type { FastifyPluginCallback } from 'fastify';
import { teamFields, type Team } from '../../../shared/admin.ts';
import { tellOfAccount } from '../../store/accounts.ts';
import { createTeam, deleteTeam, listTeams, renameTeam, teamById } from '../../store/teams.ts';
import { ApiProblem, checked } from '../api-problem.ts';
import { asActor, idOf, note, type AdminDeps } from './admin-scope.ts';

/** `GET` and `POST /api/admin/teams`, `PATCH` and `DELETE /api/admin/teams/:id`. */
export function teamRoutes({ db }: Pick<AdminDeps, 'db'>): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/admin/teams', async (): Promise<{ teams: Team[] }> => ({ teams: await listTeams(db) }));
    server.post('/api/admin/teams', (request): Promise<Team> => {
      const { name } = checked(teamFields, request.body);
      return asActor(db, request, async (tx, actor) => {
        const id = await createTeam(tx, name);
        if (id === undefined) throw nameTaken();
        await note(tx, actor, { action: 'team.created', subject: { kind: 'team', id, name } });
        return found(await teamById(tx, id));
      });
    });
    server.patch('/api/admin/teams/:id', (request): Promise<Team> => {
      const id = idOf(request);
      const { name } = checked(teamFields, request.body);
      return asActor(db, request, async (tx, actor) => {
        const before = found(await teamById(tx, id));
        if (!(await renameTeam(tx, id, name))) throw nameTaken();
        await note(tx, actor, {
          action: 'team.renamed',
          subject: { kind: 'team', id, name },
          detail: { was: before.name },
        });
        return found(await teamById(tx, id));
      });
    });
    server.delete('/api/admin/teams/:id', async (request, reply) => {
      const id = idOf(request);
      await asActor(db, request, async (tx, actor) => {
        const { name } = found(await teamById(tx, id));
        const members = await deleteTeam(tx, id);
        for (const member of members) await tellOfAccount(tx, member);
        await note(tx, actor, {
          action: 'team.deleted',
          subject: { kind: 'team', id, name },
          detail: { members: members.length },
        });
      });
      return reply.code(204).send();
    });
    done();
  };
}

function nameTaken(): ApiProblem {
  return new ApiProblem('conflict', 'There is a team of this name already.', { reason: 'team-exists' });
}

function found(team: Team | undefined): Team {
  if (team !== undefined) return team;
  throw new ApiProblem('not-found', 'There is no such team. Load the list again.', {
    reason: 'no-such-team',
  });
}
