// The desk's questions as HTTP requests (shared/desk.ts is the wire).
import type { DeskApi } from '../stores/desk-api.ts';
import type { BackendHttp } from './backend-http.ts';
import { RepeatKeys } from './repeat-keys.ts';
import { withQuery } from './with-query.ts';

/** The port that the features hold. */
export function createDeskApi({ ask, fetchBlob }: BackendHttp): DeskApi {
  const keys = new RepeatKeys();
  return {
    choices: () => ask('GET', '/api/desk/choices'),

    wrapUps: () => ask('GET', '/api/wrap-ups'),
    saveWrapUp: (id, outcome) => ask('POST', `/api/wrap-ups/${id}`, outcome),
    prolongWrapUp: (id) => ask('POST', `/api/wrap-ups/${id}/longer`, {}),

    draft: (leadId) => ask('GET', `/api/leads/${leadId}/draft`),
    keepDraft: (leadId, text) => ask('PUT', `/api/leads/${leadId}/draft`, { text }),
    addNote: (leadId, text) =>
      keys.send(`note ${leadId}`, text, (key) => ask('POST', `/api/leads/${leadId}/notes`, { text, key })),

    chats: () => ask('GET', '/api/chats'),
    takeChat: (leadId) => ask('POST', `/api/leads/${leadId}/chat/take`, {}),
    handBackChat: (leadId) => ask('POST', `/api/leads/${leadId}/chat/hand-back`, {}),
    sendMessage: (leadId, message) => ask('POST', `/api/leads/${leadId}/messages`, message),
    retryMessage: (interactionId) => ask('POST', `/api/messages/${interactionId}/retry`, {}),
    media: (interactionId, signal) => fetchBlob(`/api/media/${interactionId}`, signal),

    tasks: (query) => ask('GET', withQuery('/api/tasks', query)),
    addTask: (task) => keys.send('task', task, (key) => ask('POST', '/api/tasks', { key, ...task })),
    changeTask: (id, change) => ask('PATCH', `/api/tasks/${id}`, change),

    properties: () => ask('GET', '/api/properties'),
    slots: (slug, query) => ask('GET', withQuery(`/api/properties/${encodeURIComponent(slug)}/slots`, query)),
    book: (leadId, visit) => ask('POST', `/api/leads/${leadId}/appointments`, visit),
    cancelVisit: (id) => ask('POST', `/api/appointments/${id}/cancel`, {}),
    markVisit: (id, outcome) => ask('POST', `/api/appointments/${id}/outcome`, { outcome }),
    appointments: (query) => ask('GET', withQuery('/api/appointments', query)),

    recordSale: (leadId, sale) =>
      keys.send(`sale ${leadId}`, sale, (key) => ask('POST', `/api/leads/${leadId}/sales`, { key, ...sale })),
    withdrawSale: (id, why) => ask('POST', `/api/sales/${id}/withdraw`, { why }),

    directory: () => ask('GET', '/api/directory'),
    search: (query, signal) => ask('GET', withQuery('/api/search', query), undefined, signal),
    history: (query) => ask('GET', withQuery('/api/history', query)),
    call: (id) => ask('GET', `/api/calls/${id}`),
    today: () => ask('GET', '/api/today'),
  };
}
