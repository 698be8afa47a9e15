// What supervisors and administrators ask of the backend, by name: the features know these words and no address.
import type {
  Account,
  AdminDirectoryEntry,
  AdminDisposition,
  AdminReason,
  AdminTemplate,
  ImportKind,
  ImportReport,
  Settings,
  Target,
  Team,
  WebhookDelivery,
  WebhookEndpoint,
  changeAccount,
  changeSettings,
  directoryFields,
  newAccount,
  putDisposition,
  putReason,
  putTemplate,
  webhookFields,
} from '../../shared/admin.ts';
import type { AuditEntry, Dialling, Threshold, forceState, setThreshold } from '../../shared/board.ts';
import type { DashboardAnswer, DashboardName } from '../../shared/dashboards.ts';
import type { KpiAnswer, KpiCases, KpiKey, KpiSeries } from '../../shared/kpis.ts';
import type { AgentSummary } from '../../shared/push.ts';
import type { z } from 'zod';
import { useActions } from './actions.ts';
import type { Query } from './desk-api.ts';

/** Every promise rejects with an `ActionError`; see shared/{board,kpis,dashboards,admin}.ts for what each refusal means. */
export interface SupervisionApi {
  say: (callId: string, text: string) => Promise<void>;
  instruct: (callId: string, text: string) => Promise<void>;
  handOver: (callId: string, to: { agentId: string; why?: string | undefined }) => Promise<void>;
  endCall: (callId: string, why: string) => Promise<void>;
  prioritise: (callId: string, why?: string) => Promise<void>;
  cancelCall: (callId: string, why: string) => Promise<void>;
  forceState: (agentId: string, state: z.input<typeof forceState>) => Promise<AgentSummary>;
  setDialling: (paused: boolean, why: string) => Promise<Dialling>;
  setThreshold: (key: string, limits: z.input<typeof setThreshold>) => Promise<Threshold>;
  audit: (query: Query) => Promise<{ entries: AuditEntry[] }>;

  kpis: (query: Query) => Promise<KpiAnswer>;
  series: (key: KpiKey, query: Query) => Promise<KpiSeries>;
  cases: (key: KpiKey, query: Query) => Promise<KpiCases>;
  dashboard: <N extends DashboardName>(
    name: N,
    query: Query,
    signal?: AbortSignal,
  ) => Promise<DashboardAnswer[N]>;
  /** The dashboard's figures as a CSV file. */
  exportDashboard: (name: DashboardName, query: Query) => Promise<Blob>;
  targets: () => Promise<{ targets: Target[] }>;

  accounts: () => Promise<{ users: Account[] }>;
  addAccount: (account: z.input<typeof newAccount>) => Promise<Account>;
  changeAccount: (id: string, change: z.input<typeof changeAccount>) => Promise<Account>;
  teams: () => Promise<{ teams: Team[] }>;
  addTeam: (name: string) => Promise<Team>;
  renameTeam: (id: string, name: string) => Promise<Team>;
  removeTeam: (id: string) => Promise<void>;
  reasons: () => Promise<{ reasons: AdminReason[] }>;
  putReason: (key: string, reason: z.input<typeof putReason>) => Promise<AdminReason>;
  dispositions: () => Promise<{ dispositions: AdminDisposition[] }>;
  putDisposition: (key: string, disposition: z.input<typeof putDisposition>) => Promise<AdminDisposition>;
  templates: () => Promise<{ templates: AdminTemplate[] }>;
  putTemplate: (
    id: { name: string; language: string },
    template: z.input<typeof putTemplate>,
  ) => Promise<AdminTemplate>;
  directoryEntries: () => Promise<{ entries: AdminDirectoryEntry[] }>;
  addDirectoryEntry: (entry: z.input<typeof directoryFields>) => Promise<AdminDirectoryEntry>;
  changeDirectoryEntry: (
    id: string,
    entry: Partial<z.input<typeof directoryFields>>,
  ) => Promise<AdminDirectoryEntry>;
  removeDirectoryEntry: (id: string) => Promise<void>;
  settings: () => Promise<Settings>;
  changeSettings: (change: z.input<typeof changeSettings>) => Promise<Settings>;
  putTarget: (key: KpiKey, value: number | null) => Promise<Target>;
  /** A dry run changes nothing and tells what would. `onSent` is told how much of the file has left, 0 to 1; `signal` gives it up. */
  importCsv: (
    kind: ImportKind,
    file: Blob,
    how: { dryRun: boolean; skipBad: boolean; onSent?: (share: number) => void; signal?: AbortSignal },
  ) => Promise<ImportReport>;
  webhooks: () => Promise<{ endpoints: WebhookEndpoint[]; types: string[] }>;
  addWebhook: (webhook: z.input<typeof webhookFields>) => Promise<WebhookEndpoint & { secret: string }>;
  changeWebhook: (id: string, webhook: Partial<z.input<typeof webhookFields>>) => Promise<WebhookEndpoint>;
  removeWebhook: (id: string) => Promise<void>;
  renewSecret: (id: string) => Promise<{ secret: string }>;
  testWebhook: (id: string) => Promise<WebhookDelivery>;
  deliveries: (id: string, query: Query) => Promise<{ deliveries: WebhookDelivery[] }>;
  replay: (deliveryId: string) => Promise<WebhookDelivery>;
  replayDead: (id: string) => Promise<{ replayed: number }>;
}

/** What a supervisor may ask. */
export const useSupervisionApi = (): SupervisionApi => useActions().supervision;
