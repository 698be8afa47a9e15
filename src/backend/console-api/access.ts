/**
 * The one table of who may do what: every HTTP route and every socket event stands here, or the server refuses to
 * start. Which leads and calls a person may see is decided at the end of this file and nowhere else.
 */
import type { ConsoleToBackend } from '../../shared/push.ts';
import type { PhoneToBackend } from '../../shared/phone.ts';
import type { LiveSession } from '../store/sessions.ts';
import type { Role } from '../store/users.ts';

/**
 * `open`: anybody. `provider`: the route itself checks the provider's signature over the raw bytes. `operator`:
 * from this machine, or an administrator. A list: a console session of one of these roles.
 */
export type Access = 'open' | 'provider' | 'operator' | readonly Role[];

const everyone: readonly Role[] = ['agent', 'supervisor', 'admin'];
const supervisors: readonly Role[] = ['supervisor', 'admin'];
const admins: readonly Role[] = ['admin'];

/** By method and route pattern as registered. HEAD follows GET. */
export const routeAccess: Readonly<Record<string, Access>> = {
  'GET /api/config': 'open',
  'POST /api/session': 'open',
  'GET /api/session': everyone,
  'DELETE /api/session': everyone,
  'POST /api/session/phone': everyone,
  'POST /api/session/state': everyone,
  'PATCH /api/session/language': everyone,
  'DELETE /api/session/forced/:id': everyone,
  'GET /api/leads': everyone,
  'GET /api/leads/:id': everyone,
  'GET /api/leads/:id/timeline': everyone,
  'GET /api/calls': everyone,
  'GET /api/calls/:id': everyone,
  'GET /api/calls/:id/events': everyone,
  'GET /api/escalations/mine': everyone,
  'GET /api/agents': everyone,
  'GET /api/tasks': everyone,
  'GET /api/overview': everyone,

  'GET /api/desk/choices': everyone,
  'GET /api/wrap-ups': everyone,
  'POST /api/wrap-ups/:id': everyone,
  'POST /api/wrap-ups/:id/longer': everyone,
  'GET /api/leads/:id/draft': everyone,
  'PUT /api/leads/:id/draft': everyone,
  'POST /api/leads/:id/notes': everyone,
  'POST /api/leads/:id/chat/take': everyone,
  'POST /api/leads/:id/chat/hand-back': everyone,
  'POST /api/leads/:id/messages': everyone,
  'POST /api/messages/:interactionId/retry': everyone,
  'GET /api/chats': everyone,
  'GET /api/media/:interactionId': everyone,
  'POST /api/tasks': everyone,
  'PATCH /api/tasks/:id': everyone,
  'GET /api/properties': everyone,
  'GET /api/properties/:slug/slots': everyone,
  'GET /api/appointments': everyone,
  'POST /api/leads/:id/appointments': everyone,
  'POST /api/appointments/:id/cancel': everyone,
  'POST /api/appointments/:id/outcome': everyone,
  'POST /api/leads/:id/sales': everyone,
  'POST /api/sales/:id/withdraw': supervisors,
  'GET /api/directory': everyone,
  'GET /api/search': everyone,
  'GET /api/history': everyone,
  'GET /api/today': everyone,

  'PUT /api/board/thresholds/:key': supervisors,
  'POST /api/calls/:id/say': supervisors,
  'POST /api/calls/:id/instruct': supervisors,
  'POST /api/calls/:id/hand-over': supervisors,
  'POST /api/calls/:id/end': supervisors,
  'POST /api/calls/:id/prioritise': supervisors,
  'POST /api/calls/:id/cancel': supervisors,
  'POST /api/agents/:id/state': supervisors,
  'GET /api/dialling': everyone,
  'POST /api/dialling': supervisors,
  'GET /api/audit': supervisors,

  'GET /api/kpis': supervisors,
  'GET /api/kpis/:key/series': supervisors,
  'GET /api/kpis/:key/cases': supervisors,
  'GET /api/dashboards/:name': supervisors,
  'GET /api/dashboards/:name/export': supervisors,

  'GET /api/admin/users': admins,
  'POST /api/admin/users': admins,
  'PATCH /api/admin/users/:id': admins,
  'GET /api/admin/teams': supervisors,
  'POST /api/admin/teams': supervisors,
  'PATCH /api/admin/teams/:id': supervisors,
  'DELETE /api/admin/teams/:id': supervisors,
  'GET /api/admin/reasons': admins,
  'PUT /api/admin/reasons/:key': admins,
  'GET /api/admin/dispositions': admins,
  'PUT /api/admin/dispositions/:key': admins,
  'GET /api/admin/templates': admins,
  'PUT /api/admin/templates/:name/:language': admins,
  'GET /api/admin/directory': admins,
  'POST /api/admin/directory': admins,
  'PATCH /api/admin/directory/:id': admins,
  'DELETE /api/admin/directory/:id': admins,
  'GET /api/admin/settings': admins,
  'PATCH /api/admin/settings': admins,
  'GET /api/targets': supervisors,
  'PUT /api/admin/targets/:key': supervisors,
  'POST /api/admin/imports/do-not-call': admins,
  'POST /api/admin/imports/spend': supervisors,
  'POST /api/admin/imports/sales': supervisors,
  'POST /api/admin/imports/inventory': admins,
  'GET /api/admin/webhooks': admins,
  'POST /api/admin/webhooks': admins,
  'PATCH /api/admin/webhooks/:id': admins,
  'DELETE /api/admin/webhooks/:id': admins,
  'POST /api/admin/webhooks/:id/secret': admins,
  'POST /api/admin/webhooks/:id/test': admins,
  'GET /api/admin/webhooks/:id/deliveries': admins,
  'POST /api/admin/webhooks/:id/replay-dead': admins,
  'POST /api/admin/deliveries/:id/replay': admins,

  'POST /api/tools/availability': 'provider',
  'POST /api/tools/schedule': 'provider',
  'POST /api/tools/pricing': 'provider',
  'POST /api/tools/escalate': 'provider',
  'GET /webhooks/whatsapp': 'provider',
  'POST /webhooks/whatsapp': 'provider',
  'POST /webhooks/vapi': 'provider',

  'GET /health/live': 'open',
  'GET /health/ready': 'open',
  'GET /metrics': 'operator',
  'GET /': 'open',
  'GET /*': 'open',
};

/** Namespaces, the kind of session each wants, and their events. */
export const socketAccess = {
  '/console': {
    kind: 'console',
    events: {
      watch: everyone,
      unwatch: everyone,
      'board.join': supervisors,
      'board.leave': supervisors,
      listen: supervisors,
      'listen.stop': supervisors,
    },
  },
  '/phone': { kind: 'phone', events: { report: everyone, account: everyone, quality: everyone } },
} as const satisfies {
  '/console': { kind: 'console'; events: Record<keyof ConsoleToBackend, readonly Role[]> };
  '/phone': { kind: 'phone'; events: Record<keyof PhoneToBackend, readonly Role[]> };
};

/** The entry of a route, or undefined. */
export function accessOf(method: string, url: string): Access | undefined {
  return routeAccess[`${method === 'HEAD' ? 'GET' : method} ${url}`];
}

/** Whether this session may use what `access` guards. */
export function mayUse(access: readonly Role[], session: Pick<LiveSession, 'role'>): boolean {
  return access.includes(session.role);
}

/** Whether this person may see this lead, by its id. In this version a team works on all leads together. */
export function maySeeLead(session: Pick<LiveSession, 'role' | 'userId'>, _leadId: string): boolean {
  return mayUse(everyone, session);
}

/** Whether this person may see this call: whoever may see its lead. */
export function maySeeCall(session: Pick<LiveSession, 'role' | 'userId'>, call: { leadId: string }): boolean {
  return maySeeLead(session, call.leadId);
}
