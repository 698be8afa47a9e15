// Supervision's and administration's questions as HTTP requests (shared/{board,kpis,dashboards,admin}.ts are the wire).
import type { SupervisionApi } from '../stores/supervision-api.ts';
import type { BackendHttp } from './backend-http.ts';
import { withQuery } from './with-query.ts';

/** The port that the features hold. */
export function createSupervisionApi(http: BackendHttp): SupervisionApi {
  return { ...steppingIn(http), ...figures(http), ...people(http), ...choices(http), ...company(http) };
}

type Part<K extends keyof SupervisionApi> = Pick<SupervisionApi, K>;

function steppingIn({
  ask,
}: BackendHttp): Part<
  | 'say'
  | 'instruct'
  | 'handOver'
  | 'endCall'
  | 'prioritise'
  | 'cancelCall'
  | 'forceState'
  | 'setDialling'
  | 'setThreshold'
  | 'audit'
> {
  return {
    say: (callId, text) => ask('POST', `/api/calls/${callId}/say`, { text }),
    instruct: (callId, text) => ask('POST', `/api/calls/${callId}/instruct`, { text }),
    handOver: (callId, to) => ask('POST', `/api/calls/${callId}/hand-over`, to),
    endCall: (callId, why) => ask('POST', `/api/calls/${callId}/end`, { why }),
    prioritise: (callId, why) => ask('POST', `/api/calls/${callId}/prioritise`, { why }),
    cancelCall: (callId, why) => ask('POST', `/api/calls/${callId}/cancel`, { why }),
    forceState: (agentId, state) => ask('POST', `/api/agents/${agentId}/state`, state),
    setDialling: (paused, why) => ask('POST', '/api/dialling', { paused, why }),
    setThreshold: (key, limits) => ask('PUT', `/api/board/thresholds/${key}`, limits),
    audit: (query) => ask('GET', withQuery('/api/audit', query)),
  };
}

function figures({
  ask,
  fetchBlob,
}: BackendHttp): Part<'kpis' | 'series' | 'cases' | 'dashboard' | 'exportDashboard' | 'targets'> {
  return {
    kpis: (query) => ask('GET', withQuery('/api/kpis', query)),
    series: (key, query) => ask('GET', withQuery(`/api/kpis/${key}/series`, query)),
    cases: (key, query) => ask('GET', withQuery(`/api/kpis/${key}/cases`, query)),
    dashboard: (name, query, signal) =>
      ask('GET', withQuery(`/api/dashboards/${name}`, query), undefined, signal),
    exportDashboard: (name, query) => fetchBlob(withQuery(`/api/dashboards/${name}/export`, query)),
    targets: () => ask('GET', '/api/targets'),
  };
}

function people({
  ask,
}: BackendHttp): Part<
  'accounts' | 'addAccount' | 'changeAccount' | 'teams' | 'addTeam' | 'renameTeam' | 'removeTeam'
> {
  return {
    accounts: () => ask('GET', '/api/admin/users'),
    addAccount: (account) => ask('POST', '/api/admin/users', account),
    changeAccount: (id, change) => ask('PATCH', `/api/admin/users/${id}`, change),
    teams: () => ask('GET', '/api/admin/teams'),
    addTeam: (name) => ask('POST', '/api/admin/teams', { name }),
    renameTeam: (id, name) => ask('PATCH', `/api/admin/teams/${id}`, { name }),
    removeTeam: (id) => ask('DELETE', `/api/admin/teams/${id}`),
  };
}

function choices({
  ask,
}: BackendHttp): Part<
  | 'reasons'
  | 'putReason'
  | 'dispositions'
  | 'putDisposition'
  | 'templates'
  | 'putTemplate'
  | 'directoryEntries'
  | 'addDirectoryEntry'
  | 'changeDirectoryEntry'
  | 'removeDirectoryEntry'
  | 'settings'
  | 'changeSettings'
> {
  return {
    reasons: () => ask('GET', '/api/admin/reasons'),
    putReason: (key, reason) => ask('PUT', `/api/admin/reasons/${key}`, reason),
    dispositions: () => ask('GET', '/api/admin/dispositions'),
    putDisposition: (key, disposition) => ask('PUT', `/api/admin/dispositions/${key}`, disposition),
    templates: () => ask('GET', '/api/admin/templates'),
    putTemplate: ({ name, language }, template) =>
      ask('PUT', `/api/admin/templates/${name}/${language}`, template),
    directoryEntries: () => ask('GET', '/api/admin/directory'),
    addDirectoryEntry: (entry) => ask('POST', '/api/admin/directory', entry),
    changeDirectoryEntry: (id, entry) => ask('PATCH', `/api/admin/directory/${id}`, entry),
    removeDirectoryEntry: (id) => ask('DELETE', `/api/admin/directory/${id}`),
    settings: () => ask('GET', '/api/admin/settings'),
    changeSettings: (change) => ask('PATCH', '/api/admin/settings', change),
  };
}

function company({
  ask,
  send,
}: BackendHttp): Part<
  | 'putTarget'
  | 'importCsv'
  | 'webhooks'
  | 'addWebhook'
  | 'changeWebhook'
  | 'removeWebhook'
  | 'renewSecret'
  | 'testWebhook'
  | 'deliveries'
  | 'replay'
  | 'replayDead'
> {
  return {
    putTarget: (key, value) => ask('PUT', `/api/admin/targets/${key}`, { value }),
    importCsv: (kind, file, { dryRun, skipBad, ...options }) =>
      send(
        withQuery(`/api/admin/imports/${kind}`, { dryRun: dryRun ? 1 : 0, skipBad: skipBad ? 1 : 0 }),
        file,
        options,
      ),
    webhooks: () => ask('GET', '/api/admin/webhooks'),
    addWebhook: (webhook) => ask('POST', '/api/admin/webhooks', webhook),
    changeWebhook: (id, webhook) => ask('PATCH', `/api/admin/webhooks/${id}`, webhook),
    removeWebhook: (id) => ask('DELETE', `/api/admin/webhooks/${id}`),
    renewSecret: (id) => ask('POST', `/api/admin/webhooks/${id}/secret`, {}),
    testWebhook: (id) => ask('POST', `/api/admin/webhooks/${id}/test`, {}),
    deliveries: (id, query) => ask('GET', withQuery(`/api/admin/webhooks/${id}/deliveries`, query)),
    replay: (deliveryId) => ask('POST', `/api/admin/deliveries/${deliveryId}/replay`, {}),
    replayDead: (id) => ask('POST', `/api/admin/webhooks/${id}/replay-dead`, {}),
  };
}
