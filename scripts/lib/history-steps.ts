/**
 * SQL that writes a plausible year: leads with a weekly and a daily rhythm, their calls, what was told of them, and what
 * people did. Every choice is a hash of a row's number and the seed, so that the same arguments give the same year.
 */

export interface HistorySize {
  leads: number;
  calls: number;
  /** At least so many: what the rest does not need is messages. */
  events: number;
  agents: number;
  /** The last day, YYYY-MM-DD; the year ends with it. */
  to: string;
  /** How many days; default a year. */
  days?: number;
  seed: number;
  timeZone: string;
}

/** SQL: the id of a made-up thing by its kind and number. */
export const id = (kind: string, number: string): string =>
  // Version 4 by its form (RFC 9562 §5.4): the backend takes no other for an id.
  `overlay(overlay(md5('${kind} ' || ${number}) placing '4' from 13) placing '8' from 17)::uuid`;

/** Days before the last one. */
const daysBack = ({ days = 365 }: HistorySize): number => days - 1;

/** `r(i, salt)`: the same number from 0 to 1 for the same row, choice and seed. */
const random = ({
  seed,
}: Pick<
  HistorySize,
  'seed'
>): string => `CREATE FUNCTION pg_temp.r(i bigint, salt integer) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT (hashint8extended(i, ${seed}::bigint * 1000 + salt) & 9007199254740991)::float8 / 9007199254740992 $$`;

/** Fewer on Saturdays and Sundays (moved to the next Tuesday), most in the early afternoon, more as the year goes on. */
const arrival = ({
  to,
  timeZone,
  days = 365,
}: HistorySize): string => `CREATE FUNCTION pg_temp.arrival(i bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
  SELECT ((CASE WHEN extract(isodow FROM day) >= 6 AND pg_temp.r(i, 2) < 0.45 THEN least(day + 9 - extract(isodow FROM day)::int, DATE '${to}') ELSE day END)
    + make_interval(secs => 25200 + 61000 * (pg_temp.r(i, 3) + pg_temp.r(i, 4)) / 2)) AT TIME ZONE '${timeZone}'
  FROM (SELECT DATE '${to}' - floor(${days} * pow(pg_temp.r(i, 1), 1.15))::int AS day) d $$`;

/** `agent(n)`: whose turn it is. */
const agentInTurn = ({ agents }: HistorySize): string =>
  `CREATE FUNCTION pg_temp.agent(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT ${id('agent', `1 + n % ${agents}`)} $$`;

const people = ({ agents }: HistorySize): string[] => [
  `INSERT INTO users (id, username, name, role, password_hash, extension) SELECT ${id('agent', 'i')}, 'historia-' || i, 'Agente ' || i, 'agent', '-', '77' || lpad(i::text, 4, '0')
   FROM generate_series(1, ${agents}) i`,
  `INSERT INTO campaigns (id, source, external_id, name) SELECT ${id('campaign', 'i')}, CASE WHEN i <= 14 THEN 'meta' WHEN i <= 20 THEN 'google' ELSE 'tiktok' END,
     'history-' || i, 'Campaña ' || i FROM generate_series(1, 24) i`,
];

const spend = ({
  to,
}: HistorySize): string => `INSERT INTO campaign_spend (campaign_id, day, currency, amount)
  SELECT ${id('campaign', 'i')}, DATE '${to}' - d, CASE WHEN i % 3 = 0 THEN 'MXN' ELSE 'USD' END,
    round(((40 + 160 * pg_temp.r(i * 1000 + d, 11)) * CASE WHEN i % 3 = 0 THEN 18 ELSE 1 END)::numeric, 2)
  FROM generate_series(1, 24) i, generate_series(0, 364) d WHERE pg_temp.r(i * 1000 + d, 12) < 0.9`;

const leads = ({
  leads: n,
}: HistorySize): string => `INSERT INTO leads (id, phone, first_name, last_name, lead_source, campaign_id, language, profile, status, created_at, updated_at, score, qualification_score)
  SELECT ${id('lead', 'i')}, '+52' || (5500000000 + i), (ARRAY['Ana','Luis','María','Jorge','Sofía','John','Mary'])[1 + i % 7], 'Historia ' || i % 1000,
    CASE WHEN c <= 24 THEN 'ad' WHEN pg_temp.r(i, 22) < 0.7 THEN 'whatsapp' ELSE 'phone' END, CASE WHEN c <= 24 THEN ${id('campaign', 'c')} END,
    CASE WHEN pg_temp.r(i, 23) < 0.8 THEN 'es' ELSE 'en' END,
    jsonb_strip_nulls(jsonb_build_object('property_type', (ARRAY['studio','condo','penthouse','villa','residence','lot','fractional',NULL,NULL])[1 + floor(9 * pg_temp.r(i, 24))::int],
      'budget', CASE WHEN pg_temp.r(i, 25) < 0.6 THEN jsonb_build_object('min', 100000 + 50000 * (i % 10), 'max', 200000 + 60000 * (i % 10), 'currency', 'USD') END)),
    (ARRAY['discovering','nurturing','qualified','follow-up','lost','lost','appointment','opted-out'])[1 + floor(8 * pg_temp.r(i, 26))::int],
    at, at + interval '1 day', '{}', floor(100 * pg_temp.r(i, 27))::int
  FROM (SELECT i, pg_temp.arrival(i) AS at, 1 + floor(44 * pow(pg_temp.r(i, 21), 1.3))::int AS c FROM generate_series(1, ${n}::bigint) i OFFSET 0) l`;

/** One in three leads is called, some of them twice or more; the first minutes to three days after they wrote. */
const calls = ({ leads: n, calls: m, to, timeZone }: HistorySize): string => `CREATE TEMP TABLE h_calls AS
  SELECT j, ${id('call', 'j')} AS id, ${id('lead', 'i')} AS lead_id, i, at, answered, talk,
    CASE WHEN NOT answered THEN (ARRAY['no_answer','no_answer','busy','voicemail','failed'])[1 + floor(5 * pg_temp.r(j, 34))::int]
      WHEN x < 0.16 THEN 'escalated_to_human' WHEN x < 0.27 THEN 'appointment_scheduled' WHEN x < 0.35 THEN 'callback_promised' WHEN x < 0.6 THEN 'interested'
      WHEN x < 0.8 THEN 'not_interested' WHEN x < 0.9 THEN 'not_qualified' ELSE 'completed' END AS outcome
  FROM (SELECT j, i, least(pg_temp.arrival(i) + make_interval(secs => 300 + 259200 * pow(pg_temp.r(j, 32), 3)), (DATE '${to}' + interval '23 hours') AT TIME ZONE '${timeZone}') AS at,
      pg_temp.r(j, 33) < 0.62 AS answered, 20 + floor(-140 * ln(1 - 0.999 * pg_temp.r(j, 35)))::int AS talk, pg_temp.r(j, 36) AS x
    FROM (SELECT j, 1 + floor(${n} * 0.3 * pg_temp.r(j, 31))::bigint AS i FROM generate_series(1, ${m}::bigint) j OFFSET 0) c OFFSET 0) t`;

const callRows = `INSERT INTO calls (id, lead_id, vapi_call_id, status, outcome, intent_key, reason, created_at, queued_at, started_at, answered_at, ended_at, duration_seconds, escalated, updated_at)
  SELECT id, lead_id, 'vapi-' || j, 'ended', outcome, 'history-' || j, 'the lead agreed to a call', at, at, at + interval '20 s', CASE WHEN answered THEN at + interval '35 s' END,
    at + make_interval(secs => 50 + CASE WHEN answered THEN talk ELSE 0 END), CASE WHEN answered THEN talk END, outcome = 'escalated_to_human', at FROM h_calls`;

/** Who asked for a person: most are answered within half a minute. */
const escalations = `CREATE TEMP TABLE h_escalations AS
  SELECT c.*, ${id('escalation', 'j')} AS escalation_id, ${id('attempt', 'j')} AS attempt_id, pg_temp.agent(j) AS agent_id,
    at + make_interval(secs => 35 + talk * 0.6) AS asked_at, 4 + floor(-12 * ln(1 - 0.999 * pg_temp.r(j, 42)))::int AS wait,
    30 + floor(-240 * ln(1 - 0.999 * pg_temp.r(j, 43)))::int AS person_talk, 15 + floor(90 * pg_temp.r(j, 44))::int AS wrap,
    CASE WHEN pg_temp.r(j, 41) < 0.86 THEN 'answered' WHEN pg_temp.r(j, 41) < 0.94 THEN 'callback' ELSE 'abandoned' END AS ending
  FROM h_calls c WHERE answered AND (outcome = 'escalated_to_human' OR pg_temp.r(j, 45) < 0.04)`;

const withPeople = [
  `INSERT INTO escalations (id, call_id, lead_id, status, reason, brief, outcome, requested_at, answered_at, ended_at)
   SELECT escalation_id, id, lead_id, CASE ending WHEN 'answered' THEN 'closed' ELSE ending END, 'Pidió hablar con una persona.', '{}', ending, asked_at,
     CASE ending WHEN 'answered' THEN asked_at + make_interval(secs => wait) END, asked_at + make_interval(secs => wait + person_talk) FROM h_escalations`,
  `INSERT INTO escalation_attempts (id, escalation_id, step, target, agent_id, sip_uri, status, outcome, reserved_at, answered_at, ended_at, expires_at, talk_ms)
   SELECT attempt_id, escalation_id, 1, 'agent', agent_id, 'sip:agente@pbx', 'ended', 'answered', asked_at, asked_at + make_interval(secs => wait),
     asked_at + make_interval(secs => wait + person_talk), asked_at + interval '1 min', person_talk * 1000 FROM h_escalations WHERE ending = 'answered'`,
  `INSERT INTO phone_calls (agent_id, phone_call_id, sip_call_id, direction, number, match, attempt_id, rang_at, answered_at, ended_at, outcome, talk_ms)
   SELECT agent_id, 'history-' || j, 'history-' || j, 'in', '+52' || (5500000000 + i), 'header', attempt_id, asked_at, asked_at + make_interval(secs => wait),
     asked_at + make_interval(secs => wait + person_talk), 'answered', person_talk * 1000 FROM h_escalations WHERE ending = 'answered'`,
  `INSERT INTO wrap_ups (agent_id, phone_call_id, lead_id, call_id, number, direction, talk_ms, ended_at, saved_at, disposition)
   SELECT agent_id, 'history-' || j, lead_id, id, '+52' || (5500000000 + i), 'in', person_talk * 1000, asked_at + make_interval(secs => wait + person_talk),
     asked_at + make_interval(secs => wait + person_talk + wrap), (SELECT min(key) FROM dispositions) FROM h_escalations WHERE ending = 'answered'`,
];

/** Nine hours with lunch on weekdays, and around every conversation what the calls made of it; nobody is left signed in overnight. */
const states = (size: HistorySize): string => `INSERT INTO user_states (user_id, state, reason, at)
  SELECT user_id, state, reason, at FROM (
    SELECT pg_temp.agent(i) AS user_id, s.state, s.reason, (day + s.clock + make_interval(mins => floor(20 * pg_temp.r(i * 400 + d, 51))::int)) AT TIME ZONE '${size.timeZone}' AS at
    FROM generate_series(1, ${size.agents}::bigint) i, generate_series(0, ${daysBack(size)}) d,
      LATERAL (SELECT DATE '${size.to}' - d AS day) x,
      (VALUES ('available', NULL, TIME '09:00'), ('away', 'lunch', TIME '14:00'), ('available', NULL, TIME '15:00'), ('offline', NULL, TIME '19:00')) s(state, reason, clock)
    WHERE s.state = 'offline' OR (extract(isodow FROM day) <= 6 AND pg_temp.r(i * 400 + d, 52) < 0.9)
    UNION ALL SELECT agent_id, CASE WHEN s.state = 'available' AND (asked_at AT TIME ZONE '${size.timeZone}')::time NOT BETWEEN '08:30' AND '18:15' THEN 'offline' ELSE s.state END,
      s.reason, asked_at + make_interval(secs => wait + s.after) FROM h_escalations h,
      LATERAL (VALUES ('busy', 'escalation', 0), ('wrap-up', NULL, person_talk), ('available', NULL, person_talk + wrap)) s(state, reason, after) WHERE ending = 'answered') t
  ORDER BY at`;

/** Visits that the AI booked, and some that agents booked in their conversations; `starts_at`, property and status by the cast. */
export const bookings = `SELECT j, id AS call_id, lead_id, at + interval '2 min' AS at, ${id('visit', 'j')} AS id, NULL::uuid AS agent_id FROM h_calls WHERE outcome = 'appointment_scheduled'
   UNION ALL SELECT j, id, lead_id, asked_at + interval '5 min', ${id('visit', 'j')}, agent_id FROM h_escalations WHERE ending = 'answered' AND outcome <> 'appointment_scheduled' AND pg_temp.r(j, 61) < 0.25`;

const results = [
  `CREATE TEMP TABLE h_visits AS SELECT v.*, p.id AS property_id, p.name AS property, 1 AS host, at + interval '7 days' AS starts_at,
     CASE WHEN pg_temp.r(j, 62) < 0.6 THEN 'done' WHEN pg_temp.r(j, 62) < 0.8 THEN 'no-show' ELSE 'cancelled' END AS status
   FROM (${bookings}) v CROSS JOIN (SELECT id, name FROM properties ORDER BY slug LIMIT 1) p`,
  `INSERT INTO sales (id, external_id, lead_id, agent_id, amount, currency, amount_usd, day, source, created_at)
   SELECT ${id('sale', 'j')}, 'history-' || j, lead_id, agent_id, amount, 'USD', amount, (at + interval '9 days')::date, 'import', at + interval '9 days'
   FROM (SELECT *, round((90000 + 500000 * pow(pg_temp.r(j, 64), 3))::numeric, -2) AS amount FROM h_visits WHERE pg_temp.r(j, 63) < 0.18) v`,
];

const appointments = `INSERT INTO appointments (id, lead_id, call_id, property_id, host, during, status, created_at, booked_by)
  SELECT id, lead_id, CASE WHEN agent_id IS NULL THEN call_id END, property_id, host, tstzrange(starts_at, starts_at + interval '1 hour'), status, at, agent_id FROM h_visits`;

const tools = [
  `CREATE TEMP TABLE h_tools AS SELECT j, id AS call_id, lead_id, t, at + make_interval(secs => 40 + 10 * t) AS at,
     (ARRAY['check_availability','get_pricing','schedule_appointment','escalate_to_human'])[1 + floor(4 * pg_temp.r(j * 10 + t, 71))::int] AS name,
     8 + floor(exp(3.6 + 1.1 * (pg_temp.r(j * 10 + t, 72) + pg_temp.r(j * 10 + t, 73) + pg_temp.r(j * 10 + t, 74) - 1.5) * 1.6))::int AS ms,
     pg_temp.r(j * 10 + t, 75) > 0.02 AS success, pg_temp.r(j * 10 + t, 76) < 0.3 AS cached
   FROM h_calls, generate_series(1, 2) t WHERE answered AND pg_temp.r(j * 10 + t, 77) < 0.6`,
  `INSERT INTO tool_calls (call_id, tool_call_id, tool_name, parameters, response, execution_time_ms, success, cached, created_at)
   SELECT call_id, 'h' || t, name, '{}', '{}', ms, success, cached, at FROM h_tools`,
];

const toldOfLeads = ({ leads: n }: HistorySize): string => `CREATE TEMP TABLE h_events AS
  SELECT 'lead:' || ${id('lead', 'i')} AS stream, e.type, e.data, ${id('lead', 'i')} AS lead_id, NULL::uuid AS call_id, pg_temp.arrival(i) + make_interval(secs => e.n) AS at, e.n
    FROM generate_series(1, ${n}::bigint) i, (VALUES ('lead.created', '{"source": null}'::jsonb, 0), ('message.received', '{"kind": "text", "text": "Hola, ¿qué precio tiene?", "interactionId": "h"}', 1)) e(type, data, n)
  UNION ALL SELECT 'lead:' || ${id('lead', 'i')}, 'lead.changed', '{"status": "qualified"}', ${id('lead', 'i')}, NULL, pg_temp.arrival(i) + interval '4 min', 2
    FROM generate_series(1, ${n}::bigint) i WHERE i <= ${n} * 0.32`;

const toldOfCalls = `INSERT INTO h_events
  SELECT 'call:' || id, e.type, e.data, lead_id, id, at + make_interval(secs => e.after), e.n
    FROM h_calls, LATERAL (VALUES ('call.requested', '{"reason": "the lead agreed to a call"}'::jsonb, 0, 0), ('call.started', '{"vapiCallId": "h"}', 20, 1),
      ('call.changed', CASE WHEN answered THEN '{"status": "in-progress"}'::jsonb END, 35, 2),
      ('call.ended', jsonb_build_object('endedReason', NULL, 'outcome', NULL, 'durationSeconds', CASE WHEN answered THEN talk END), 50 + CASE WHEN answered THEN talk ELSE 0 END, 8),
      ('call.completed', '{"summary": null}', 55 + CASE WHEN answered THEN talk ELSE 0 END, 9)) e(type, data, after, n) WHERE e.data IS NOT NULL
  UNION ALL SELECT 'call:' || id, e.type, e.data, lead_id, id, asked_at + make_interval(secs => e.after), 5
    FROM h_escalations, LATERAL (VALUES ('escalation.requested', jsonb_build_object('escalationId', escalation_id, 'reason', 'Pidió hablar con una persona.', 'brief', '{}'::jsonb), 0),
      (CASE ending WHEN 'answered' THEN 'escalation.answered' WHEN 'callback' THEN 'escalation.exhausted' ELSE 'escalation.abandoned' END,
        jsonb_build_object('escalationId', escalation_id, 'attemptId', attempt_id, 'agentId', CASE ending WHEN 'answered' THEN agent_id END), wait)) e(type, data, after)
  UNION ALL SELECT 'call:' || call_id, 'tool.called', jsonb_build_object('toolCallId', 'h' || t, 'name', name, 'parameters', '{}'::jsonb, 'result', '', 'success', success, 'ms', ms, 'cached', cached),
      lead_id, call_id, at, 4 FROM h_tools`;

/** Each visit is told when it is booked, and two hours after it began what came of it. */
const toldOfResults = `INSERT INTO h_events
  SELECT 'lead:' || lead_id, e.type, jsonb_strip_nulls(jsonb_build_object('appointmentId', id, 'property', property, 'startsAt', starts_at, 'agentId', agent_id)), lead_id, NULL::uuid, e.at, e.n
    FROM h_visits, LATERAL (VALUES ('appointment.booked', at, 6),
      (CASE status WHEN 'done' THEN 'appointment.held' WHEN 'no-show' THEN 'appointment.missed' WHEN 'cancelled' THEN 'appointment.cancelled' END, starts_at + interval '2 hours', 7)) e(type, at, n)
    WHERE e.type IS NOT NULL AND e.at <= now()
  UNION ALL SELECT 'lead:' || lead_id, 'sale.recorded', jsonb_build_object('saleId', id, 'amountUsd', amount_usd, 'day', day), lead_id, NULL, created_at, 8 FROM sales`;

/** More lines of chats, where more events are wanted. */
const filler = ({ leads: n, events }: HistorySize): string => `INSERT INTO h_events
  SELECT 'lead:' || ${id('lead', 'i')}, 'message.queued', '{"text": "Con gusto le cuento.", "reason": "h", "interactionId": "h"}', ${id('lead', 'i')}, NULL, pg_temp.arrival(i) + make_interval(secs => 10 + k / ${n}), 3
  FROM (SELECT k, 1 + k % ${n} AS i FROM generate_series(0, ${events}::bigint - (SELECT count(*) FROM h_events) - 1) k) f`;

const events = [
  `INSERT INTO events (stream, stream_seq, type, data, lead_id, call_id, at, published_at)
   SELECT stream, row_number() OVER (PARTITION BY stream ORDER BY at, n), type, data, lead_id, call_id, at, at FROM h_events ORDER BY at`,
  `INSERT INTO stream_heads (stream, seq) SELECT stream, count(*) FROM events GROUP BY stream`,
];

/** A backend that was away for some hours in the year, and gateways that answer. */
const machinery = (size: HistorySize): string[] => [
  `INSERT INTO analytics.heartbeats SELECT m FROM generate_series((DATE '${size.to}' - ${daysBack(size)})::timestamp AT TIME ZONE '${size.timeZone}', (DATE '${size.to}' + 1)::timestamp AT TIME ZONE '${size.timeZone}' - interval '1 min', interval '1 minute') m
   WHERE pg_temp.r(floor(extract(epoch FROM m) / 3600)::bigint, 81) > 0.001`,
  `INSERT INTO analytics.uptime_days SELECT (minute AT TIME ZONE '${size.timeZone}')::date, count(*) FROM analytics.heartbeats WHERE minute < (DATE '${size.to}' + 1)::timestamp AT TIME ZONE '${size.timeZone}' GROUP BY 1`,
  `INSERT INTO analytics.gateway_days SELECT day, gateway, analytics.bucket(ms), sum(n), sum(n / 100) FROM (
     SELECT DATE '${size.to}' - d AS day, g AS gateway, (80 * exp(b / 6.0))::int AS ms, floor(100 * exp(-abs(b - 6) / 3.0) * (1 + pg_temp.r(d * 50 + b, 82)))::int AS n
     FROM generate_series(0, ${daysBack(size)}) d, generate_series(0, 24) b, unnest(ARRAY['vapi', 'whatsapp', 'llm']) g) t GROUP BY 1, 2, 3`,
  `INSERT INTO llm_usage (purpose, model, duration_ms, ok, at) SELECT 'discovery', 'gpt', 400 + i % 900, pg_temp.r(i, 83) > 0.004, pg_temp.arrival(i) FROM generate_series(1, ${Math.round(size.leads / 10)}::bigint) i`,
];

/** What one history has that another has not: its people, what they write, and where and when they visit. */
export interface HistoryCast {
  /** Defines `pg_temp.agent(n)`, and writes people and campaigns. */
  people: string[];
  leads: string;
  /** Makes `h_visits` and `sales`; `h_calls` and `h_escalations` are there. */
  results: string[];
  /** Makes `h_events` of leads and their messages. */
  toldOfLeads: string;
  /** Anything more that is told, and rows that need all others. */
  more: string[];
}

/** A year as `npm run history` writes it: many, all alike. */
const plainCast = (size: HistorySize): HistoryCast => ({
  people: [agentInTurn(size), ...people(size), spend(size)],
  leads: leads(size),
  results,
  toldOfLeads: toldOfLeads(size),
  more: [filler(size)],
});

/** All steps in order, by name. */
export function historySteps(
  size: HistorySize,
  cast: HistoryCast = plainCast(size),
): { name: string; sql: string }[] {
  const named = (name: string, ...sql: string[]): { name: string; sql: string }[] =>
    sql.map((one) => ({ name, sql: one }));
  return [
    ...named('functions', random(size), arrival(size)),
    ...named('people', ...cast.people),
    ...named('leads', cast.leads),
    ...named('calls', calls(size), callRows, escalations, ...withPeople, states(size)),
    ...named('results', ...cast.results, appointments, ...tools),
    ...named('events', cast.toldOfLeads, toldOfCalls, toldOfResults, ...cast.more, ...events),
    ...named('machinery', ...machinery(size)),
  ];
}
