/** What a brief is made of, without a sentence of ours: every console says it in the language on its screen. */
import { DateTime } from 'luxon';
import {
  readSupervisedReason,
  type BriefParts,
  type CarefulCode,
  type HandOverCode,
} from '../../../shared/brief.ts';
import { leadName, type LeadRow } from '../../store/leads.ts';
import { oneLine } from '../../tools/speech/spoken-list.ts';
import type { BriefFacts } from './compose-brief.ts';

/** `promised` is what the AI told of, beside the visits. */
export function briefParts(facts: BriefFacts, promised: string[]): BriefParts {
  const { lead, visits } = facts;
  const { property_type, bedrooms, location, use, budget, timeline } = lead.profile;
  return {
    name: leadName(lead),
    firstName: lead.firstName,
    since: firstDay(lead, facts.now),
    source: lead.leadSource,
    wants: {
      ...(property_type !== undefined && { property_type }),
      ...(bedrooms !== undefined && { bedrooms }),
      ...(location !== undefined && { location }),
      ...(use !== undefined && { use }),
      ...(budget !== undefined && { budget }),
      ...(timeline !== undefined && { timeline }),
    },
    reason: reasonOf(facts),
    said: saidOf(facts),
    visits: visits.map(({ property, startsAt, timeZone }) => ({
      property,
      startsAt: startsAt.toISOString(),
      timeZone,
    })),
    promised,
    careful: carefulOf(facts),
    objections: (lead.profile.objections ?? []).map((text) => oneLine(text, 120)),
  };
}

function firstDay({ createdAt, timeZone: zone }: LeadRow, now: Date): string | null {
  const since = DateTime.fromJSDate(createdAt, { zone });
  return since.hasSame(DateTime.fromJSDate(now, { zone }), 'day') ? null : since.toISODate();
}

/** Reasons that we wrote ourselves, where no model put them into words. */
const ownReasons: Record<string, HandOverCode> = {
  'the lead asked for a person': 'wants-person',
  'Pidió hablar con una persona.': 'wants-person',
  'Asked to speak with a person.': 'wants-person',
  'Nos llamó': 'called-us',
};

/** A code where the reason is ours; else what somebody said, and who, if a supervisor did. */
export function reasonOf({ reason, by }: Pick<BriefFacts, 'reason' | 'by'>): BriefParts['reason'] {
  if (by) return { text: readSupervisedReason(reason) ? '' : oneLine(reason, 300), by };
  const code = Object.hasOwn(ownReasons, reason) ? ownReasons[reason] : undefined;
  return code === undefined ? { text: oneLine(reason, 300) } : { code };
}

/** The lead's own words, unless the reason holds them already. */
export function saidOf({ reason, lastWords }: BriefFacts): string | null {
  const said = lastWords === undefined ? '' : oneLine(lastWords, 160);
  return said === '' || reason.includes(said) ? null : said;
}

/** What our own rules ask the agent to mind, weightiest first. */
export function carefulOf({ lead, toolsUsed, mood }: BriefFacts): CarefulCode[] {
  const quoted = toolsUsed.some(({ name, success }) => name === 'get_pricing' && success);
  return [
    ...((mood ?? lead.profile.mood) === 'upset' ? (['upset'] as const) : []),
    ...(lead.score?.budget_fit === 'below' ? (['budget-below'] as const) : []),
    quoted ? 'price-quoted' : 'no-price',
  ];
}
