/**
 * The past that `npm start` shows on its first day: the demonstration's own agents, leads with names and words, visits
 * behind and ahead, sales, spend and targets. Nothing of it is left open: work lists begin empty.
 */
import { bookings, id, type HistoryCast, type HistorySize } from './history-steps.ts';

const list = (words: readonly string[]): string =>
  `(ARRAY[${words.map((word) => `'${word}'`).join(', ')}]::text[])`;
const pick = (words: readonly string[], salt: number): string =>
  `${list(words)}[1 + floor(${words.length} * pg_temp.r(i, ${salt}))::int]`;

const campaigns = [
  ['meta', 'Villas Bahía, otoño'],
  ['meta', 'Riviera Maya, preventa'],
  ['google', 'Los Cabos, penthouses'],
  ['meta', 'Retiro en Nuevo Vallarta'],
  ['google', 'Mazatlán frente al mar'],
  ['tiktok', 'Acapulco, fin de semana'],
  ['meta', 'Puerto Peñasco, familias'],
  ['google', 'Inversión fraccional'],
] as const;

const firstNames = [
  ...['María', 'José', 'Guadalupe', 'Luis', 'Fernanda', 'Carlos', 'Alejandra', 'Jorge', 'Patricia', 'Miguel'],
  ...[
    'Verónica',
    'Ricardo',
    'Gabriela',
    'Eduardo',
    'Claudia',
    'Roberto',
    'Adriana',
    'Héctor',
    'Mónica',
    'Raúl',
  ],
];
const surnames = [
  ...['Hernández', 'García', 'Martínez', 'López', 'González', 'Rodríguez', 'Pérez', 'Sánchez', 'Ramírez'],
  ...['Cruz', 'Flores', 'Gómez', 'Morales', 'Vázquez', 'Reyes', 'Jiménez', 'Torres', 'Díaz', 'Gutiérrez'],
  ...['Mendoza', 'Ruiz', 'Aguilar', 'Ortiz', 'Castillo', 'Moreno', 'Romero', 'Álvarez', 'Chávez', 'Rivera'],
];
const englishNames = [
  'John',
  'Mary',
  'Robert',
  'Linda',
  'Michael',
  'Susan',
  'David',
  'Karen',
  'James',
  'Nancy',
];
const englishSurnames = ['Miller', 'Johnson', 'Davis', 'Wilson', 'Anderson', 'Thompson', 'Clark', 'Walker'];

/** Kinds of home by how often they are asked for, with the words for them. */
const types = ['condo', 'condo', 'villa', 'villa', 'penthouse', 'residence', 'studio', 'fractional', 'lot'];

/** A month's, or a share of it, by figure (src/shared/kpis.ts). */
const targets = {
  ...{ leadToCall: 25, callSuccess: 60, escalation: 20, appointment: 9, callDuration: 150 },
  ...{ toolSuccess: 98, toolTimeMedian: 150, toolTimeP95: 800, uptime: 99.5, serviceLevel: 75 },
  ...{ answerSpeed: 20, handleTime: 420, abandonment: 6, occupancy: 45, leads: 1_500 },
  ...{ qualifiedLeads: 450, calls: 750, appointments: 70, sales: 10, revenue: 1_750_000, adReturn: 12 },
};

const people = ({ to, days = 60 }: HistorySize): string[] => [
  `CREATE FUNCTION pg_temp.agent(n bigint) RETURNS uuid LANGUAGE sql STABLE AS $$
     SELECT (array_agg(id ORDER BY username))[1 + n % count(*)] FROM public.users WHERE role = 'agent' AND active $$`,
  `INSERT INTO campaigns (id, source, external_id, name) VALUES ${campaigns
    .map(
      ([source, name], index) =>
        `(${id('campaign', String(index + 1))}, '${source}', 'demo-${index + 1}', '${name}')`,
    )
    .join(', ')}`,
  `INSERT INTO campaign_spend (campaign_id, day, currency, amount)
   SELECT ${id('campaign', 'i')}, DATE '${to}' - d, 'USD', round(((110 + 25 * i) * (0.6 + 0.8 * pg_temp.r(i * 1000 + d, 11)))::numeric, 2)
   FROM generate_series(1, ${campaigns.length}) i, generate_series(0, ${days - 1}) d WHERE pg_temp.r(i * 1000 + d, 12) < 0.93`,
  `INSERT INTO teams (id, name) VALUES (${id('team', '1')}, 'Pacífico'), (${id('team', '2')}, 'Caribe')`,
  `UPDATE users SET team_id = CASE WHEN username = 'beatriz' THEN ${id('team', '2')} ELSE ${id('team', '1')} END WHERE role = 'agent' AND team_id IS NULL`,
  `INSERT INTO targets (key, value) VALUES ${Object.entries(targets)
    .map(([key, value]) => `('${key}', ${value})`)
    .join(', ')} ON CONFLICT DO NOTHING`,
];

const leads = ({
  leads: n,
}: HistorySize): string => `INSERT INTO leads (id, phone, first_name, last_name, lead_source, campaign_id, language, profile, status, created_at, updated_at,
    last_inbound_at, last_outbound_at, score, qualification_score)
  SELECT ${id('lead', 'i')}, '+52' || (5500000000 + i), CASE WHEN is_english THEN ${pick(englishNames, 201)} ELSE ${pick(firstNames, 202)} END,
    CASE WHEN is_english THEN ${pick(englishSurnames, 203)} ELSE ${pick(surnames, 204)} || ' ' || ${pick(surnames, 205)} END,
    CASE WHEN c <= ${campaigns.length} THEN 'ad' WHEN pg_temp.r(i, 22) < 0.75 THEN 'whatsapp' ELSE 'phone' END, CASE WHEN c <= ${campaigns.length} THEN ${id('campaign', 'c')} END,
    CASE WHEN is_english THEN 'en' ELSE 'es' END,
    jsonb_strip_nulls(jsonb_build_object('property_type', CASE WHEN pg_temp.r(i, 206) < 0.8 THEN ${pick(types, 24)} END,
      'location', CASE WHEN pg_temp.r(i, 207) < 0.75 THEN ${pick(['Nuevo Vallarta', 'Nuevo Vallarta', 'Riviera Maya', 'Los Cabos', 'Acapulco', 'Puerto Peñasco', 'Mazatlán'], 208)} END,
      'budget', CASE WHEN pg_temp.r(i, 25) < 0.6 THEN jsonb_build_object('min', 100000 + 50000 * (i % 10), 'max', 200000 + 60000 * (i % 10), 'currency', 'USD') END)),
    ${pick(['nurturing', 'nurturing', 'follow-up', 'follow-up', 'qualified', 'discovering', 'lost', 'lost', 'lost'], 26)},
    at, at + interval '10 min', at, at + interval '1 min', NULL, 20 + floor(75 * pg_temp.r(i, 27))::int
  FROM (SELECT i, pg_temp.arrival(i) AS at, 1 + floor(${campaigns.length + 5} * pow(pg_temp.r(i, 21), 1.2))::int AS c, pg_temp.r(i, 23) < 0.18 AS is_english
    FROM generate_series(1, ${n}::bigint) i OFFSET 0) l`;

/** A few days after the booking, from ten to four; none today, whose counts are the day's own. Those ahead stand. */
const visits = ({ to, timeZone }: HistorySize): string => `CREATE TEMP TABLE h_visits AS
  SELECT t.*, p.id AS property_id, p.name AS property, 1000 + row_number() OVER () AS host,
    (t.day + make_interval(hours => 10 + floor(7 * pg_temp.r(j, 211))::int)) AT TIME ZONE p.time_zone AS starts_at,
    CASE WHEN t.day > DATE '${to}' THEN 'booked' WHEN pg_temp.r(j, 62) < 0.68 THEN 'done' WHEN pg_temp.r(j, 62) < 0.85 THEN 'no-show' ELSE 'cancelled' END AS status
  FROM (SELECT v.*, CASE WHEN d = DATE '${to}' + 1 THEN d + 1 ELSE d END AS day
    FROM (SELECT DISTINCT ON (lead_id) b.*, (at AT TIME ZONE '${timeZone}')::date + 2 + floor(7 * pg_temp.r(j, 212))::int AS d FROM (${bookings}) b ORDER BY lead_id, at) v) t
  JOIN LATERAL (SELECT id, name, time_zone FROM properties WHERE t.j IS NOT NULL ORDER BY hashtext(slug || t.j) LIMIT 1) p ON TRUE`;

const sales = ({
  to,
  timeZone,
}: HistorySize): string => `INSERT INTO sales (id, external_id, lead_id, agent_id, amount, currency, amount_usd, day, source, created_at)
  SELECT ${id('sale', 'j')}, 'demo-' || j, lead_id, coalesce(agent_id, pg_temp.agent(j)), amount, 'USD', amount, day, 'import', (day + TIME '17:00') AT TIME ZONE '${timeZone}'
  FROM (SELECT j, lead_id, agent_id, (starts_at AT TIME ZONE '${timeZone}')::date + 1 + floor(3 * pg_temp.r(j, 213))::int AS day,
      round((95000 + 300000 * pow(pg_temp.r(j, 64), 2))::numeric, -3) AS amount
    FROM h_visits WHERE status = 'done' AND pg_temp.r(j, 63) < 0.4) v WHERE day <= DATE '${to}'`;

/** Where the funnel has brought them: a visit ahead, or one that led on. */
const stages = [
  `UPDATE leads l SET status = 'appointment' FROM h_visits v WHERE v.lead_id = l.id AND (v.status = 'booked' OR EXISTS (SELECT FROM sales s WHERE s.lead_id = l.id))`,
  `UPDATE leads l SET status = 'follow-up' FROM h_visits v WHERE v.lead_id = l.id AND l.status <> 'appointment'`,
  `UPDATE leads l SET owner_id = v.agent_id FROM h_visits v WHERE v.lead_id = l.id AND v.agent_id IS NOT NULL`,
];

/** What was written: the lead's question, and the answer a minute later. */
const words = ({ leads: n }: HistorySize): string => `CREATE TEMP TABLE h_words AS
  SELECT i, l.id AS lead_id, l.created_at AS at, ${id('said', 'i')} AS said_id, ${id('answered', 'i')} AS answer_id,
    CASE WHEN l.language = 'en' THEN 'Hi, I saw your ad. Could you send me prices' || coalesce(' in ' || (l.profile->>'location'), '') || '?'
      ELSE 'Hola, vi su anuncio. ¿Me pueden dar precios' || coalesce(' en ' || (l.profile->>'location'), '') || '?' END AS said,
    CASE WHEN l.language = 'en' THEN 'Hi ' || l.first_name || ', of course. When would you like to buy, and what is your budget?'
      ELSE 'Hola ' || l.first_name || ', con gusto. ¿Para cuándo lo busca y qué presupuesto tiene en mente?' END AS answer
  FROM generate_series(1, ${n}::bigint) i JOIN leads l ON l.id = ${id('lead', 'i')}`;

const lines = `INSERT INTO interactions (id, lead_id, type, content, metadata, author, status, created_at, discovered_at)
  SELECT said_id, lead_id, 'whatsapp', said, '{"kind": "text", "direction": "in"}'::jsonb, 'lead', 'received', at, at FROM h_words
  UNION ALL SELECT answer_id, lead_id, 'whatsapp', answer, '{"kind": "text", "direction": "out"}', 'ai', 'read', at + interval '1 min', NULL FROM h_words
  ORDER BY 8`;

const told = ({ leads: n }: HistorySize): string => `CREATE TEMP TABLE h_events AS
  SELECT 'lead:' || lead_id AS stream, e.type, e.data, lead_id, NULL::uuid AS call_id, at + make_interval(secs => e.after) AS at, e.n
    FROM h_words, LATERAL (VALUES ('lead.created', jsonb_build_object('source', (SELECT lead_source FROM leads l WHERE l.id = lead_id)), 0, 0),
      ('message.received', jsonb_build_object('interactionId', said_id, 'kind', 'text', 'text', said), 0, 1),
      ('message.queued', jsonb_build_object('interactionId', answer_id, 'text', answer, 'reason', 'discovery', 'author', 'ai'), 60, 2),
      ('lead.changed', CASE WHEN i <= ${n} * 0.32 THEN '{"status": "qualified"}'::jsonb END, 240, 3)) e(type, data, after, n) WHERE e.data IS NOT NULL`;

/** What agents do of their own: calls to clients all day long, each closed. Lunch is free. */
const ownCalls = ({ to, timeZone, days = 60, agents, leads: n }: HistorySize): string[] => [
  `CREATE TEMP TABLE h_own AS SELECT * FROM (
     SELECT k, pg_temp.agent(a) AS agent_id, i, l.id AS lead_id, l.created_at, (day + TIME '09:25' + make_interval(secs => slot * 1560 + floor(360 * pg_temp.r(k, 221)))) AT TIME ZONE '${timeZone}' AS at,
       45 + floor(-260 * ln(1 - 0.93 * pg_temp.r(k, 222)))::int AS talk, 20 + floor(100 * pg_temp.r(k, 223))::int AS wrap
     FROM (SELECT a * 100000 + d * 100 + slot AS k, a, d, slot, DATE '${to}' - d AS day, 1 + floor(${n} * pg_temp.r(a * 100000 + d * 100 + slot, 224))::bigint AS i
       FROM generate_series(1, ${agents}::bigint) a, generate_series(0, ${days - 1}) d, generate_series(0, 21) slot WHERE slot NOT BETWEEN 10 AND 13) s
     JOIN leads l ON l.id = ${id('lead', 'i')}
     WHERE extract(isodow FROM day) <= 6 AND pg_temp.r(a * 400 + d, 52) < 0.9 AND pg_temp.r(k, 225) < 0.75) o WHERE created_at < at`,
  `INSERT INTO phone_calls (agent_id, phone_call_id, sip_call_id, direction, number, match, rang_at, answered_at, ended_at, outcome, talk_ms)
   SELECT agent_id, 'own-' || k, 'own-' || k, 'out', '+52' || (5500000000 + i), 'none', at - interval '12 s', at, at + make_interval(secs => talk), 'answered', talk * 1000 FROM h_own`,
  `INSERT INTO wrap_ups (agent_id, phone_call_id, lead_id, number, direction, talk_ms, ended_at, saved_at, disposition)
   SELECT agent_id, 'own-' || k, lead_id, '+52' || (5500000000 + i), 'out', talk * 1000, at + make_interval(secs => talk), at + make_interval(secs => talk + wrap),
     ${list(['call-back', 'quote', 'quote', 'not-interested', 'no-contact', 'other'])}[1 + floor(6 * pg_temp.r(k, 226))::int] FROM h_own`,
  `INSERT INTO user_states (user_id, state, reason, at) SELECT agent_id, s.state, s.reason, at + make_interval(secs => s.after)
   FROM h_own, LATERAL (VALUES ('busy', 'other-call', 0), ('wrap-up', NULL, talk), ('available', NULL, talk + wrap)) s(state, reason, after) ORDER BY 4`,
];

/** Today's minutes until now, so that the day's uptime does not begin with a gap. */
const upToNow = ({ to, timeZone }: HistorySize): string => `INSERT INTO analytics.heartbeats
  SELECT m FROM generate_series((DATE '${to}' + 1)::timestamp AT TIME ZONE '${timeZone}', date_trunc('minute', now()), interval '1 minute') m ON CONFLICT DO NOTHING`;

/** For a database in which the demonstration's accounts are, and no lead. */
export const demoCast = (size: HistorySize): HistoryCast => ({
  people: people(size),
  leads: leads(size),
  results: [visits(size), sales(size), ...stages, words(size), lines],
  toldOfLeads: told(size),
  more: [...ownCalls(size), upToNow(size)],
});
