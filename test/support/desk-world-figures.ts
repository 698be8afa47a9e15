/** The figures of the one day's dashboards. Amounts are US dollars. */
import type {
  ExecutiveDashboard,
  OperationsDashboard,
  SalesDashboard,
  TechnicalDashboard,
} from '../../src/shared/dashboards.ts';
import { kpis, type KpiKey } from '../../src/shared/kpis.ts';
import { daysOf } from '../../src/renderer/features/dashboards/period.ts';
import type { FiguresKind } from './desk-world-dashboards.ts';
import { ago, idOf } from './desk-world-people.ts';

/** Value, the period before, target, and what it is a share of. */
export const figures: Record<KpiKey, readonly [number, number, number | null, number?]> = {
  leadToCall: [91.2, 89.4, 90, 4_860],
  callSuccess: [64.8, 66.1, 66, 4_432],
  escalation: [21.4, 24.0, 25, 2_872],
  appointment: [11.1, 9.8, 10, 2_872],
  callDuration: [247, 231, null],
  toolSuccess: [98.6, 99.1, 99, 12_840],
  toolTimeMedian: [180, 172, 250],
  toolTimeP95: [1_240, 980, 1_000],
  uptime: [99.94, 99.99, 99.9],
  serviceLevel: [78.6, 81.2, 80, 614],
  answerSpeed: [17.4, 15.9, 20],
  handleTime: [412, 398, 420],
  abandonment: [6.2, 4.9, 5, 614],
  occupancy: [71.8, 69, null],
  leads: [4_860, 4_455, 4_500],
  qualifiedLeads: [1_284, 1_178, 1_200],
  calls: [4_432, 3_985, null],
  appointments: [318, 279, 300],
  sales: [41, 39, 45],
  revenue: [12_412_000, 11_710_000, 13_200_000],
  adReturn: [6.8, 6.1, 5],
};

const longName =
  'Riviera Maya, familias con niños, remarketing de otoño a invierno 2026-2027, variante C con testimonios';

const campaign = (
  number: number,
  [name, source]: [string, string],
  [spend, leads, qualified, appointments, sales, adReturn, previousReturn]: readonly (number | null)[],
): SalesDashboard['campaigns'][number] => ({
  ...{ id: idOf('campaign', number), name, source, spend: spend ?? 0, leads: leads ?? 0 },
  ...{ qualified: qualified ?? 0, appointments: appointments ?? 0, sales: sales ?? 0 },
  ...{
    revenue: (spend ?? 0) * (adReturn ?? 0),
    adReturn: adReturn ?? null,
    previousReturn: previousReturn ?? null,
  },
});

export const campaigns = [
  campaign(1, ['Residencias Los Cabos', 'google'], [49_500, 1_204, 301, 84, 11, 7.8, 7.2]),
  campaign(2, ['Villas Bahía, otoño', 'ad'], [41_500, 1_680, 486, 118, 14, 9.4, 8.2]),
  campaign(3, ['Riviera Maya, familias', 'ad'], [31_500, 960, 264, 61, 8, 6.1, 6.4]),
  campaign(4, ['Snowbirds EE. UU. y Canadá', 'google'], [22_000, 512, 118, 19, 3, 3.2, 4.6]),
  campaign(5, ['Socios: trae a un amigo', 'whatsapp'], [8_500, 371, 92, 31, 5, 12.6, 10.5]),
  campaign(6, ['Puerto Peñasco, escapada', 'tiktok'], [8_000, 133, 23, 5, 0, 0, null]),
];

/** A number between 0 and 1 that is the same at every run. */
const steady = (index: number): number => Math.abs(Math.sin(index * 12.9898) * 43_758.5453) % 1;

export function operations(
  days: readonly string[],
  kind: FiguresKind,
): Omit<OperationsDashboard, 'countedTo' | 'kpis'> {
  const isNone = kind === 'none';
  const size = kind === 'large' ? 400 : 1;
  const placed = [0, 0, 0, 0, 0, 0, 0, 0, 6, 22, 31, 38, 27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const services = ['postgres', 'redis', 'outbox', 'dead jobs', 'vapi trunk'];
  return {
    services: services.map((name, index) => ({
      ...{ name, state: name === 'dead jobs' && !isNone ? ('degraded' as const) : ('up' as const) },
      ...{ detail: name === 'dead jobs' ? '2 jobs were given up' : 'connected', latencyMs: index + 1 },
    })),
    queue: isNone
      ? { waiting: 0, oldestQueuedAt: null, blockedToday: 0 }
      : { waiting: 6 * size, oldestQueuedAt: ago(1.9), blockedToday: 11 },
    live: isNone
      ? { ai: 0, capacity: 10, escalating: 0, withAgent: 0 }
      : { ai: 7 * size, capacity: 10 * size, escalating: 2, withAgent: 5 },
    agents: { available: 4, busy: 5, wrapUp: 2, away: 3, offline: 6 },
    hours: placed.map((count, hour) => {
      const calls = isNone ? 0 : count * size;
      return {
        ...{ hour: String(hour).padStart(2, '0'), placed: calls },
        ...{ answered: Math.round(calls * 0.65), escalated: Math.round(calls * 0.15) },
      };
    }),
    waits: isNone
      ? []
      : days.map((day, index) => ({
          ...{ day, meanSeconds: 12 + Math.round(steady(index) * 90) / 10 },
          maxSeconds: 31 + Math.round(steady(index + 3) * 50),
        })),
    outcomes: isNone
      ? []
      : [
          { outcome: 'answered', count: 512 * size },
          { outcome: 'callback', count: 64 * size },
          { outcome: 'abandoned', count: 38 * size },
        ],
    blocks: isNone
      ? []
      : [
          { rule: 'consent-to-calls', count: 143 },
          { rule: 'call-hours', count: 88 },
          { rule: 'not-on-do-not-call-list', count: 17 },
          { rule: 'no-call-open', count: 9 },
        ],
  };
}

const steps = ['wrote', 'qualified', 'called', 'reached', 'appointment', 'visited', 'sold'] as const;
const counts = [4_860, 1_284, 1_171, 759, 318, 176, 41];
const stages = [
  ['discovering', 1_904, 0],
  ['nurturing', 812, 6_200_000],
  ['qualified', 361, 9_800_000],
  ['with-agent', 118, 21_600_000],
  ['appointment', 176, 34_200_000],
  ['follow-up', 63, 18_900_000],
] as const;

export function sales(
  days: readonly string[],
  kind: FiguresKind,
): Omit<SalesDashboard, 'countedTo' | 'kpis'> {
  const isNone = kind === 'none';
  const size = isNone ? 0 : kind === 'large' ? 1_000 : 1;
  const weeks = [...new Set(days.map(mondayOf))].slice(-10);
  const weights = days.map((_day, index) => 0.6 + steady(index) * 0.8);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let total = 0;
  return {
    funnel: steps.map((step, index) => {
      const count = (counts[index] ?? 0) * size;
      return { step, count, previous: Math.round(count * 0.92) };
    }),
    pipeline: isNone
      ? []
      : stages.map(([stage, leads, value]) => ({ stage, leads: leads * size, value: value * size })),
    appointments: isNone
      ? []
      : weeks.map((week, index) => ({
          ...{ week, ai: Math.round(44 + index * 7 + steady(index) * 8) * size },
          agent: Math.round(24 + steady(index + 9) * 8) * size,
        })),
    campaigns: isNone
      ? []
      : campaigns.map((one, index) => ({
          ...one,
          ...(kind === 'large' && {
            name: index === 2 ? longName : one.name,
            spend: one.spend * 1_000,
            leads: one.leads * 900,
          }),
        })),
    signed: days.map((day, index) => {
      total += ((12_412_000 * (weights[index] ?? 0)) / whole) * size;
      return {
        day,
        total: Math.round(total),
        target: Math.round(((13_200_000 * (size || 1)) / days.length) * (index + 1)),
      };
    }),
  };
}

function mondayOf(day: string): string {
  const at = new Date(`${day}T00:00Z`);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  return at.toISOString().slice(0, 10);
}

export function technical(
  days: readonly string[],
  kind: FiguresKind,
): Omit<TechnicalDashboard, 'countedTo' | 'kpis'> {
  const isNone = kind === 'none';
  const tool = (
    name: string,
    [calls, failures, cached, medianMs, p95Ms, p99Ms]: readonly [
      number,
      number,
      number,
      number,
      number,
      number,
    ],
  ) => ({
    ...{ name, calls, failures, cached, medianMs, p95Ms, p99Ms },
  });
  const gateway = (name: string, requests: number, failures: number, medianMs: number) => ({
    ...{ name, requests, failures, medianMs, p95Ms: medianMs * 4 },
  });
  return {
    tools: isNone
      ? []
      : [
          tool('check_availability', [6_120, 31, 2_210, 140, 720, 1_400]),
          tool('get_pricing', [4_480, 12, 3_020, 95, 410, 880]),
          tool('schedule_appointment', [1_604, 118, 0, 420, 1_680, 3_100]),
          tool('escalate_to_human', [636, 19, 0, 210, 940, 2_050]),
        ],
    gateways: isNone
      ? []
      : [
          gateway('llm', 31_204, 214, 610),
          gateway('whatsapp', 22_871, 96, 240),
          gateway('vapi', 9_310, 12, 180),
        ],
    errors: isNone
      ? []
      : [
          { kind: 'llm.extract', count: 214, lastAt: ago(8) },
          { kind: 'tool.schedule_appointment', count: 118, lastAt: ago(21) },
          { kind: 'message.failed', count: 96, lastAt: ago(4) },
          { kind: 'call.failed', count: 40, lastAt: ago(55) },
          { kind: 'job.message.send', count: 2, lastAt: ago(600) },
        ],
    throughput: isNone
      ? []
      : days.map((day, index) => ({
          ...{ key: day, webhooks: Math.round(3_900 + steady(index) * 1_800) },
          events: Math.round(7_400 + steady(index + 5) * 2_600),
        })),
    outbox: isNone ? { pending: 0, dead: 0, oldestSeconds: 0 } : { pending: 14, dead: 2, oldestSeconds: 9 },
    events: { unpublished: 0, uncounted: isNone ? 0 : 38 },
    stores: [
      { name: 'postgresql', ok: true, latencyMs: 2, sizeBytes: 3_420_000_000 },
      { name: 'redis', ok: true, latencyMs: 1, sizeBytes: 48_000_000 },
    ],
    uptime: days.map((day, index) => {
      const value = isNone ? null : index === days.length - 3 ? 98.9 : index === 1 ? 97.2 : 100;
      return { key: day, value, numerator: 0, denominator: 0 };
    }),
  };
}

const forecasts = [
  ['leads', 5_810, 190, 5_400],
  ['calls', 5_290, 210, null],
  ['appointments', 386, 24, 360],
  ['sales', 50, 6, 54],
  ['revenue', 14_900_000, 1_300_000, 15_800_000],
] as const;

export function executive(kind: FiguresKind): Omit<ExecutiveDashboard, 'countedTo' | 'kpis' | 'trends'> {
  const days = daysOf({ from: '2026-11-01', to: '2026-11-30' });
  const today = 24;
  return {
    forecast: forecasts.map(([key, wanted, wide, target]) => {
      const isSum = kpis[key].unit === 'usd' || kpis[key].unit === 'count';
      const size = kind === 'none' ? 0 : kind === 'large' && isSum ? 1_000 : 1;
      const soFar = (figures[key][0] ?? 0) * size;
      const expected = wanted * size;
      return {
        ...{
          key,
          soFar,
          expected,
          spread: wide * size,
          target: target === null ? null : target * (size || 1),
        },
        points: days.map((day, index) => ({
          day,
          total:
            index > today ? null : Math.round((soFar * (index + 0.6 + steady(index) * 0.4)) / (today + 1)),
          expected:
            index < today
              ? null
              : Math.round(soFar + ((expected - soFar) * (index - today)) / (days.length - 1 - today)),
        })),
      };
    }),
  };
}
