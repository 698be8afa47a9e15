-- Up Migration
-- What tools for reports (Power BI, Metabase, Looker Studio) may read: views with names that stay, and without a
-- client's name, number or words. docs/reporting.md explains each.

CREATE SCHEMA reporting;

CREATE VIEW reporting.leads AS
SELECT l.id AS lead_id, l.created_at, l.status, l.lead_source AS source, c.source AS campaign_source, c.external_id AS campaign_id, c.name AS campaign,
    l.language, l.time_zone, l.qualification_score AS score, l.next_action, l.profile->>'property_type' AS property_type,
    l.profile->>'location' AS destination, l.handled_by, l.owner_id, l.last_inbound_at, l.follow_up_step
FROM leads l LEFT JOIN campaigns c ON c.id = l.campaign_id;

CREATE VIEW reporting.agents AS
SELECT u.id AS agent_id, u.name, u.role, t.name AS team, u.languages, u.skills, u.active FROM users u LEFT JOIN teams t ON t.id = u.team_id;

CREATE VIEW reporting.calls AS
SELECT k.id AS call_id, k.lead_id, k.created_at AS requested_at, k.queued_at, k.started_at, k.answered_at, k.ended_at, k.status, k.outcome,
    k.mode, k.escalated, k.duration_seconds, k.dial_attempts, k.ended_reason, k.cost_usd, a.blocked AS blocked_by, a.talked, a.booked
FROM calls k LEFT JOIN analytics.calls a ON a.call_id = k.id;

CREATE VIEW reporting.escalations AS
SELECT e.id AS escalation_id, e.call_id, e.lead_id, e.requested_at, e.answered_at, e.ended_at, e.status, e.outcome, a.agent_id, a.wait_ms,
    (SELECT count(*) FROM escalation_attempts t WHERE t.escalation_id = e.id) AS attempts
FROM escalations e LEFT JOIN analytics.escalations a ON a.escalation_id = e.id;

-- What people had on the phone.
CREATE VIEW reporting.conversations AS
SELECT n.agent_id, n.phone_call_id, n.lead_id, n.call_id, n.day, n.began_at, n.ended_at, n.talk_ms, n.wrap_up_ms, w.disposition
FROM analytics.conversations n LEFT JOIN wrap_ups w ON w.agent_id = n.agent_id AND w.phone_call_id = n.phone_call_id;

CREATE VIEW reporting.appointments AS
SELECT a.id AS appointment_id, a.lead_id, a.call_id, p.slug AS property, p.name AS property_name, p.destination, u.code AS unit,
    lower(a.during) AS starts_at, upper(a.during) AS ends_at, a.status, a.created_at AS booked_at, a.booked_by AS booked_by_agent_id
FROM appointments a JOIN properties p ON p.id = a.property_id LEFT JOIN units u ON u.id = a.unit_id;

CREATE VIEW reporting.sales AS
SELECT s.id AS sale_id, s.external_id, s.lead_id, s.agent_id, p.slug AS property, u.code AS unit, s.amount, s.currency, s.amount_usd, s.day, s.created_at AS recorded_at
FROM sales s LEFT JOIN units u ON u.id = s.unit_id LEFT JOIN properties p ON p.id = u.property_id;

CREATE VIEW reporting.spend AS
SELECT c.source, c.external_id AS campaign_id, c.name AS campaign, s.day, s.currency, s.amount FROM campaign_spend s JOIN campaigns c ON c.id = s.campaign_id;

-- A day's counts: shares are to be divided after adding up, never averaged.
CREATE VIEW reporting.kpis_by_day AS
SELECT coalesce(l.day, k.day, r.day, e.day, n.day) AS day,
    coalesce(l.leads, 0) AS leads, coalesce(l.qualified, 0) AS qualified_leads, coalesce(l.called, 0) AS leads_called,
    coalesce(k.placed, 0) AS calls_placed, coalesce(k.concluded, 0) AS calls_concluded, coalesce(k.succeeded, 0) AS calls_succeeded,
    coalesce(k.talked, 0) AS calls_talked, coalesce(k.person, 0) AS calls_with_person, coalesce(k.booked, 0) AS calls_with_visit,
    coalesce(k.seconds, 0) AS call_seconds, coalesce(k.timed, 0) AS calls_timed,
    coalesce(e.escalations, 0) AS escalations, coalesce(e.answered, 0) AS escalations_answered, coalesce(e.abandoned, 0) AS escalations_abandoned,
    coalesce(e.wait_ms, 0) AS escalation_wait_ms,
    coalesce(n.conversations, 0) AS conversations, coalesce(n.talk_ms, 0) AS talk_ms, coalesce(n.wrap_up_ms, 0) AS wrap_up_ms,
    coalesce(r.visits, 0) AS visits_booked, coalesce(r.sales, 0) AS sales, coalesce(r.revenue, 0) AS revenue_usd
FROM (SELECT day, sum(leads) AS leads, sum(qualified) AS qualified, sum(called) AS called FROM analytics.lead_days GROUP BY day) l
FULL JOIN (SELECT day, sum(placed) AS placed, sum(concluded) AS concluded, sum(succeeded) AS succeeded, sum(talked) AS talked, sum(person) AS person,
        sum(booked) AS booked, sum(timed) AS timed, sum(seconds) AS seconds FROM analytics.call_days GROUP BY day) k ON k.day = l.day
FULL JOIN (SELECT day, sum(booked_by_ai + booked_by_agent) AS visits, sum(sales) AS sales, sum(revenue) AS revenue
        FROM analytics.result_days GROUP BY day) r ON r.day = coalesce(l.day, k.day)
FULL JOIN (SELECT day, count(*) AS escalations, count(answered_at) AS answered, count(*) FILTER (WHERE outcome = 'abandoned') AS abandoned,
        sum(wait_ms) FILTER (WHERE answered_at IS NOT NULL) AS wait_ms FROM analytics.escalations GROUP BY day) e ON e.day = coalesce(l.day, k.day, r.day)
FULL JOIN (SELECT day, count(*) AS conversations, sum(talk_ms) AS talk_ms, sum(wrap_up_ms) AS wrap_up_ms
        FROM analytics.conversations GROUP BY day) n ON n.day = coalesce(l.day, k.day, r.day, e.day);

-- A role that reads this and nothing else. It cannot sign in: whoever runs the server grants it to the account of the
-- reporting tool. Roles belong to the whole server, and a rented one may not let us make any.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reporting_reader') THEN
        CREATE ROLE reporting_reader NOLOGIN;
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'the role reporting_reader could not be made: grant USAGE on schema reporting and SELECT on its views to a role of your own';
    WHEN duplicate_object OR unique_violation THEN
        NULL; -- another database of this server made it at the same moment
END $$;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'reporting_reader') THEN
        GRANT USAGE ON SCHEMA reporting TO reporting_reader;
        GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO reporting_reader;
    END IF;
END $$;
