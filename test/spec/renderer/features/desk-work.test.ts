// The pieces of the desk's sides that decide something: who can be called, what is shown first, what a refusal means.
import { beforeAll, describe, expect, it } from 'vitest';
import type { LeadDetail, Task } from '../../../../src/shared/api.ts';
import type { PhoneCall, PhoneState } from '../../../../src/shared/phone.ts';
import { tasksToShow } from '../../../../src/renderer/features/lead-panel/lead-tasks.tsx';
import { orderVisits } from '../../../../src/renderer/features/lead-panel/lead-visits.tsx';
import { obstacleToCall } from '../../../../src/renderer/features/call/use-dial.ts';
import { visitsAhead } from '../../../../src/renderer/features/wrap-up/wrap-up-visit.tsx';
import { problemInWords } from '../../../../src/renderer/features/wrap-up/wrap-up-words.ts';
import { pickOf } from '../../../../src/renderer/features/tasks/task-dialog-due.tsx';
import { faultOf } from '../../../../src/renderer/features/tasks/task-dialog.tsx';
import { i18n, prepareLanguages } from '../../../../src/renderer/i18n/i18n.ts';
import { ActionError } from '../../../../src/renderer/stores/actions.ts';

beforeAll(() => prepareLanguages('es'));

describe('calling', () => {
  const registered = {
    registration: { phase: 'registered' },
    calls: [] as PhoneCall[],
  } as unknown as PhoneState;
  const withCalls = (...phases: PhoneCall['phase'][]) =>
    ({ ...registered, calls: phases.map((phase) => ({ phase })) }) as PhoneState;

  it('says why nobody can be called', () => {
    expect(obstacleToCall('absent', undefined)).toBe('noPhone');
    expect(obstacleToCall('down', registered)).toBe('away');
    expect(obstacleToCall('up', undefined)).toBe('away');
    expect(obstacleToCall('up', { ...registered, registration: { phase: 'connecting' } })).toBe(
      'unregistered',
    );
    expect(obstacleToCall('up', withCalls('ringing'))).toBe('ringing');
    expect(obstacleToCall('up', withCalls('live', 'held', 'held', 'held'))).toBe('tooMany');
  });

  it('is possible on an idle line, and beside a call', () => {
    expect(obstacleToCall('up', registered)).toBeUndefined();
    expect(obstacleToCall('up', withCalls('live', 'ended'))).toBeUndefined();
  });
});

describe('the tasks of a lead', () => {
  const task = (id: string, dueAt: string, status: Task['status'] = 'open') =>
    ({ id, dueAt, status }) as Task;

  it('stand soonest first, without those done before', () => {
    const shown = tasksToShow([task('b', '2'), task('a', '1'), task('done', '0', 'done')], []);
    expect(shown.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('keep what was ticked off just now in its place, until it is open again', () => {
    const ticked = [task('a', '1', 'done')];
    expect(tasksToShow([task('b', '2')], ticked).map(({ id, status }) => [id, status])).toEqual([
      ['a', 'done'],
      ['b', 'open'],
    ]);
    expect(tasksToShow([task('a', '1')], ticked)).toEqual([task('a', '1')]);
  });
});

describe('the visits of a lead', () => {
  const visit = (id: string, day: number, status = 'booked') =>
    ({
      id,
      status,
      startsAt: `2026-11-${day}T10:00:00Z`,
      endsAt: `2026-11-${day}T11:00:00Z`,
    }) as LeadDetail['appointments'][number];
  const visits = [visit('over', 10), visit('far', 28), visit('off', 27, 'cancelled'), visit('near', 25)];
  const now = Date.parse('2026-11-22T00:00:00Z');

  it('stand with those ahead first, then the newest of the rest', () => {
    expect(orderVisits(visits, now).map(({ id }) => id)).toEqual(['near', 'far', 'off', 'over']);
  });

  it('count as standing only while they are ahead and not called off', () => {
    expect(visitsAhead(visits, now).map(({ id }) => id)).toEqual(['near', 'far']);
  });
});

describe('a refused wrap-up', () => {
  const said = (reason: string, params = {}) =>
    problemInWords(new ActionError('invalid', 'English for the log', { reason, params }), i18n.t);

  it('says what to correct in the language on screen', () => {
    expect(said('no-such-person')).toBe(i18n.t('wrapUp.ownerGone'));
    expect(said('needs-next-step')).toBe(i18n.t('wrapUp.missing.due'));
    expect(said('needs-lead')).toBe(i18n.t('wrapUp.missing.lead'));
    expect(said('needs-appointment')).toBe(i18n.t('wrapUp.missing.visit'));
    expect(said('unknown-disposition')).toBe(i18n.t('wrapUp.outcomeGone'));
    expect(said('incorrect', { fields: 'next.title,notes' })).toBe(i18n.t('wrapUp.missing.title'));
    expect(said('incorrect', { fields: 'notes' })).toBe(
      'No se pudo guardar: falta un dato o no es válido; revise lo que escribió. Lo que escribió sigue aquí.',
    );
  });

  it('says that nothing was lost when the backend is away', () => {
    const words = problemInWords(new ActionError('unreachable', ''), i18n.t);
    expect(words).toContain('Lo que escribió sigue aquí');
  });
});

describe('a task being written', () => {
  it('wants a lead, a title and a time', () => {
    const lead = { id: 'a', name: 'A' };
    expect(faultOf({ lead: undefined, title: 't', dueAt: 'd' })).toBe('lead');
    expect(faultOf({ lead, title: '  ', dueAt: 'd' })).toBe('title');
    expect(faultOf({ lead, title: 't', dueAt: undefined })).toBe('due');
    expect(faultOf({ lead, title: 't', dueAt: 'd' })).toBeUndefined();
  });

  it('knows the usual moments, and any other as such', () => {
    const now = new Date(2026, 10, 23, 9, 0).getTime();
    const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
    expect(pickOf(at(23, 10), now)).toBe('inAnHour');
    expect(pickOf(at(23, 17), now)).toBe('thisAfternoon');
    expect(pickOf(at(24, 10), now)).toBe('tomorrow');
    expect(pickOf(at(24, 11), now)).toBe('other');
    expect(pickOf(undefined, now)).toBeUndefined();
  });
});
