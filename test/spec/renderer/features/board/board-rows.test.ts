// The order of the floor: what wants attention first, nothing that moves by itself, everybody in one group.
import { describe, expect, it } from 'vitest';
import {
  agentGroups,
  countPhases,
  escalationRows,
  freeAgents,
  mayHandOver,
  peopleOf,
  queueRows,
  sofiaRows,
  type BoardFilter,
} from '../../../../../src/renderer/features/board/board-rows.ts';
import type { BoardAgent, BoardCall } from '../../../../../src/shared/board.ts';
import type { EscalationStatus } from '../../../../../src/shared/escalation.ts';

const now = Date.parse('2026-11-25T18:00:00Z');
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const all: BoardFilter = { team: undefined, language: undefined, text: '' };

const call = (id: string, more: Partial<BoardCall> = {}): BoardCall => ({
  ...{ id, rev: 1, leadId: id, leadName: id, phone: null, language: 'es', destination: null },
  ...{ propertyType: null, score: null, status: 'in-progress', step: 'opening', mood: null, reason: '' },
  ...{ priority: 0, queuedAt: ago(5), notBefore: ago(5), startedAt: ago(4), answeredAt: ago(3) },
  ...{ tools: { count: 0, failed: 0, last: null }, canListen: true, canControl: true },
  ...{ escalation: null, agentId: null, agentName: null },
  ...more,
});
const waits = (id: string, minutes: number, more: Partial<BoardCall> = {}) =>
  call(id, { status: 'queued', queuedAt: ago(minutes), notBefore: ago(minutes), ...more });
const wantsPerson = (minutes: number): Partial<BoardCall> => ({
  escalation: {
    ...{ id: 'e', status: 'ringing', reason: '', requestedAt: ago(minutes), step: 1, of: 3 },
    ...{ target: 'agent', agentName: null, expiresAt: null },
  },
});
const byId = <T extends { id: string }>(...rows: T[]) => Object.fromEntries(rows.map((row) => [row.id, row]));
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

describe('the queue', () => {
  it('has whoever was put first, then whoever waits longest, then whoever is to be called later', () => {
    const rows = byId(
      waits('new', 1),
      waits('later', 60, { notBefore: ago(-30) }),
      waits('old', 9),
      waits('first', 2, { priority: 1 }),
    );
    expect(ids(queueRows(rows, all, now))).toEqual(['first', 'old', 'new', 'later']);
  });

  it('counts the wait of a call that had to wait for its time from that time on', () => {
    const rows = byId(waits('asked-long-ago', 300, { notBefore: ago(1) }), waits('asked-lately', 4));
    expect(ids(queueRows(rows, all, now))).toEqual(['asked-lately', 'asked-long-ago']);
  });

  it('holds no call that is being placed or talked in', () => {
    expect(queueRows(byId(call('live'), call('dialing', { status: 'dialing' })), all, now)).toEqual([]);
  });
});

describe('Sofía’s calls', () => {
  it('begin with the upset, then who wants a person, then failed lookups, hurry, talk, dialling, and end with those of people', () => {
    const rows = byId(
      call('with-person', { status: 'with-agent' }),
      call('dialing', { status: 'ringing', answeredAt: null }),
      call('talks'),
      call('hurried', { mood: 'hurried' }),
      call('tool-failed', { tools: { count: 2, failed: 1, last: null } }),
      call('wants-person', wantsPerson(1)),
      call('upset', { mood: 'upset' }),
      waits('queued', 1),
    );
    expect(ids(sofiaRows(rows, all))).toEqual([
      ...['upset', 'wants-person', 'tool-failed', 'hurried', 'talks', 'dialing', 'with-person'],
    ]);
  });

  it('stand by how long they last where they want the same attention, so that no row moves without a cause', () => {
    const rows = byId(call('b', { answeredAt: ago(1) }), call('a', { answeredAt: ago(8) }));
    expect(ids(sofiaRows(rows, all))).toEqual(['a', 'b']);
  });
});

describe('escalations', () => {
  it('are those whom nobody has answered, longest wait first', () => {
    const answered = call('answered', wantsPerson(9));
    answered.escalation = { ...answered.escalation!, status: 'answered' };
    const rows = byId(call('short', wantsPerson(1)), answered, call('long', wantsPerson(4)), call('none'));
    expect(ids(escalationRows(rows, all))).toEqual(['long', 'short']);
  });
});

describe('the filters', () => {
  it('find a name however it is written, a number, and only the language asked for', () => {
    const rows = byId(
      call('a', { leadName: 'Óscar Peña', phone: '+525533' }),
      call('b', { leadName: 'Karen', language: 'en', phone: '+1303' }),
    );
    const found = (filter: Partial<BoardFilter>) => ids(sofiaRows(rows, { ...all, ...filter }));
    expect(found({ text: ' oscar pena' })).toEqual(['a']);
    expect(found({ text: '303' })).toEqual(['b']);
    expect(found({ language: 'en' })).toEqual(['b']);
    expect(found({ text: 'nobody' })).toEqual([]);
  });
});

const agent = (id: string, more: Partial<BoardAgent> = {}): BoardAgent => ({
  ...{ id, rev: 1, name: id, role: 'agent', extension: '1', state: 'available', stateReason: null },
  ...{ stateSince: ago(2), stateUntil: null, phoneRegistered: true, team: 'Bahía', languages: ['es'] },
  ...{ skills: [], call: null, today: { conversations: 0, talkSeconds: 0 } },
  ...more,
});
const onPhone = (ringing = false): Partial<BoardAgent> => ({
  call: {
    ...{ phoneCallId: 'p', leadId: null, leadName: null, number: '55', direction: 'in', ringing },
    ...{ since: ago(1), quality: null },
  },
});
const floor = byId(
  agent('offline', { state: 'offline' }),
  agent('away', { state: 'away', team: null }),
  agent('closing', { state: 'wrap-up', team: 'Cabos' }),
  agent('talking', { state: 'busy', ...onPhone() }),
  agent('free-longer', { stateSince: ago(9) }),
  agent('free', { languages: ['es', 'en'] }),
  agent('no-phone', { phoneRegistered: false }),
  agent('ringing', onPhone(true)),
  agent('director', { role: 'admin', extension: null }),
);
const people = peopleOf(floor, {});

describe('people', () => {
  it('stand by what they do, whoever has done it longest first; who is available without a phone stands apart', () => {
    const groups = agentGroups(people, all, 'state').map(({ key, agents }) => [key, ids(agents)]);
    expect(groups).toEqual([
      ['ringing', ['ringing']],
      ['available', ['free-longer', 'free']],
      ['talking', ['talking']],
      ['wrap-up', ['closing']],
      ['away', ['away']],
      ['unreachable', ['no-phone']],
      ['offline', ['offline']],
    ]);
  });

  it('stand by their team, those without one last, and within it by what they do', () => {
    const groups = agentGroups(people, all, 'team').map(({ key, agents }) => [key, ids(agents)]);
    expect(groups).toEqual([
      ['Bahía', ['ringing', 'free-longer', 'free', 'talking', 'no-phone', 'offline']],
      ['Cabos', ['closing']],
      ['', ['away']],
    ]);
  });

  it('are only those of the team that was asked for', () => {
    const groups = agentGroups(floor, { ...all, team: 'Cabos' }, 'state');
    expect(groups.flatMap(({ agents }) => ids(agents))).toEqual(['closing']);
  });

  it('are counted once each, without whoever takes no calls', () => {
    const counts = countPhases(people);
    expect(counts).toMatchObject({ available: 2, talking: 1, unreachable: 1, offline: 1 });
    expect(Object.values(counts).reduce((sum, one) => sum + one, 0)).toBe(8);
  });

  it('have a call ringing from when it is offered to them, and are not counted as available', () => {
    const offer = wantsPerson(3);
    offer.escalation = { ...offer.escalation!, offered: { agentId: 'free', since: ago(0) } };
    const offered = peopleOf(floor, byId(call('Rosa', offer)));
    expect(countPhases(offered)).toMatchObject({ available: 1, ringing: 2 });
    expect(offered['free']?.call).toMatchObject({ leadName: 'Rosa', ringing: true, since: ago(0) });
    expect(offered['free-longer']).toBe(floor['free-longer']);
    expect(ids(freeAgents(offered, 'en'))).toEqual(['free-longer']);
  });

  it('keep what their phone told where a call is offered beside it', () => {
    const offer = wantsPerson(3);
    offer.escalation = { ...offer.escalation!, offered: { agentId: 'talking', since: ago(0) } };
    expect(peopleOf(floor, byId(call('Rosa', offer)))['talking']).toBe(floor['talking']);
  });

  it('can be handed a call only while they are free and reachable, who speak its language first', () => {
    expect(ids(freeAgents(floor, 'en'))).toEqual(['free', 'free-longer']);
    expect(ids(freeAgents(floor, 'es'))).toEqual(['free-longer', 'free']);
  });
});

describe('handing a call over', () => {
  const escalation = (status: EscalationStatus): BoardCall['escalation'] => ({
    ...{ id: 'e', status, reason: 'asked', requestedAt: '2026-11-25T12:00:00Z', step: 1, of: 4 },
    ...{ target: 'agent', agentName: 'Andrea', expiresAt: null },
  });

  it('waits until a phone that rings for it has rung out', () => {
    const may = (status: EscalationStatus) =>
      mayHandOver({ canControl: true, escalation: escalation(status) });
    expect((['requested', 'reserved', 'transferring', 'ringing'] as const).map(may)).toEqual([
      ...[true, true],
      ...[false, false],
    ]);
    expect(mayHandOver({ canControl: true, escalation: null })).toBe(true);
    expect(mayHandOver({ canControl: false, escalation: null })).toBe(false);
  });
});
