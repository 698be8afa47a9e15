// What the palette offers for what was typed, in an order that late answers cannot turn under somebody's finger.
import type { DirectoryEntry, SearchAnswer, SearchHit } from '../../../shared/desk.ts';
import type { LeadSummary } from '../../../shared/lead.ts';
import type { Command } from '../../stores/commands.ts';
import { beginsWords, dialable, foldText } from '../search/fold-text.ts';

export type PaletteItem =
  | { kind: 'dial'; id: string; number: string }
  | { kind: 'command'; id: string; command: Command }
  | { kind: 'person'; id: string; entry: DirectoryEntry }
  | { kind: 'lead'; id: string; lead: LeadSummary }
  | { kind: 'hit'; id: string; hit: SearchHit }
  | { kind: 'all'; id: string };

export type PaletteGroupName = 'numbers' | 'commands' | 'people' | 'leads' | 'recent' | 'hits' | 'more';
export interface PaletteGroup {
  name: PaletteGroupName;
  items: PaletteItem[];
}

export interface PaletteFacts {
  /** As typed. */
  text: string;
  /** Possible now, in the order of the sheet. */
  commands: readonly Command[];
  directory: readonly DirectoryEntry[];
  /** Known here already, newest change first. */
  leads: readonly LeadSummary[];
  /** What the backend found, once it has. */
  found: SearchAnswer | undefined;
}

const shownLeads = 6;
const shownRecent = 5;
const shownHits = 6;

/** Groups with something in them. What is known here comes first, so that the first line never changes by itself. */
export function paletteGroups(facts: PaletteFacts): PaletteGroup[] {
  const text = facts.text.trim();
  const groups: PaletteGroup[] = text === '' ? unasked(facts) : asked({ ...facts, text });
  return groups.filter(({ items }) => items.length > 0);
}

function unasked({ commands, leads }: PaletteFacts): PaletteGroup[] {
  return [
    { name: 'recent', items: leads.slice(0, shownRecent).map(leadItem) },
    { name: 'commands', items: commands.map(commandItem) },
  ];
}

function asked({ text, commands, directory, leads, found }: PaletteFacts): PaletteGroup[] {
  const number = dialable(text);
  return [
    { name: 'numbers', items: number === undefined ? [] : [{ kind: 'dial', id: `dial:${number}`, number }] },
    {
      name: 'commands',
      items: commands.filter(({ label }) => beginsWords(text, label)).map(commandItem),
    },
    {
      name: 'people',
      items: directory
        .filter((entry) => beginsWords(text, entry.name) || isNumberOf(text, entry.number))
        .map((entry) => ({ kind: 'person', id: `person:${entry.kind}:${entry.id}`, entry })),
    },
    { name: 'leads', items: leadsFound(text, leads, found?.leads ?? []).map(leadItem) },
    {
      name: 'hits',
      items: (found?.hits ?? [])
        .slice(0, shownHits)
        .map((hit) => ({ kind: 'hit', id: `hit:${hit.interactionId}`, hit })),
    },
    { name: 'more', items: text.length < 2 ? [] : [{ kind: 'all', id: 'all' }] },
  ];
}

/** Those known here that match, then those only the backend knows; each once. */
function leadsFound(
  text: string,
  known: readonly LeadSummary[],
  found: readonly LeadSummary[],
): LeadSummary[] {
  const here = known.filter(
    ({ name, phone }) => beginsWords(text, name) || (phone !== null && isNumberOf(text, phone)),
  );
  const ids = new Set(here.map(({ id }) => id));
  return [...here, ...found.filter(({ id }) => !ids.has(id))].slice(0, shownLeads);
}

function isNumberOf(text: string, number: string): boolean {
  const digits = text.replace(/\D/g, '');
  const isNumber = /^[+\d\s().-]+$/.test(text) && digits.length >= 2;
  return isNumber && foldText(number).replace(/\D/g, '').includes(digits);
}

const commandItem = (command: Command): PaletteItem => ({
  kind: 'command',
  id: `command:${command.id}`,
  command,
});
const leadItem = (lead: LeadSummary): PaletteItem => ({ kind: 'lead', id: `lead:${lead.id}`, lead });
