/** One row for each visit that was booked, on the day of the booking; the last word on whether the lead came stands. */
import {
  dayOf,
  dimensions,
  dimensionsOfLead,
  leadIds,
  leadScope,
  leadWithCampaign,
  type Fact,
} from './fact.ts';

const types = `'appointment.booked', 'appointment.cancelled', 'appointment.held', 'appointment.missed', 'appointment.reopened'`;

/** `$1` ids of leads, `$2` the house's zone. */
export const appointmentFacts: Fact = {
  table: 'analytics.appointments',
  key: ['appointment_id'],
  columns: ['call_id', 'lead_id', 'day', ...dimensions, 'agent_id', 'booked_at', 'cancelled', 'held'],
  scope: leadScope,
  fresh: `SELECT t.appointment_id, a.call_id, l.id, ${dayOf('t.booked_at')}, ${dimensionsOfLead}, t.agent_id, t.booked_at, t.cancelled, t.held
    FROM (SELECT e.lead_id, (e.data->>'appointmentId')::uuid AS appointment_id,
        min(e.at) FILTER (WHERE e.type = 'appointment.booked') AS booked_at,
        (max(e.data->>'agentId') FILTER (WHERE e.type = 'appointment.booked'))::uuid AS agent_id,
        bool_or(e.type = 'appointment.cancelled') AS cancelled,
        (array_agg(CASE e.type WHEN 'appointment.held' THEN TRUE WHEN 'appointment.missed' THEN FALSE END ORDER BY e.at DESC, e.stream_seq DESC)
          FILTER (WHERE e.type IN ('appointment.held', 'appointment.missed', 'appointment.reopened')))[1] AS held
      FROM (${leadIds}) s JOIN events e ON e.lead_id = s.lead_id AND e.type IN (${types})
      GROUP BY 1, 2) t
    JOIN ${leadWithCampaign} ON l.id = t.lead_id
    LEFT JOIN appointments a ON a.id = t.appointment_id
    WHERE t.booked_at IS NOT NULL`,
};
