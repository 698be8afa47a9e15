// What the palette offers for what was typed, in an order that late answers cannot turn under somebody's finger.
import type { DirectoryEntry, SearchAnswer, SearchHit } from '../../../shared/desk.ts';
import type { LeadSummary } from '../../../shared/lead.ts';
import type { Command } from '../../stores/commands.ts';
import { beginsWords, dialable, foldText, hasWords } from '../search/fold-text.ts';

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
  const here = leads.filter((lead) => isLeadOf(text, lead));
  const leadGroup: PaletteGroup = {
    name: 'leads',
    items: withFound(here, found?.leads ?? []).map(leadItem),
  };
  return [
    { name: 'numbers', items: number === undefined ? [] : [{ kind: 'dial', id: `dial:${number}`, number }] },
    // Whoever types a name known here wants that person, not what a command would do to them.
    ...(here.length > 0 ? [leadGroup] : []),
    { name: 'commands', items: commandsFor(text, commands).map(commandItem) },
    {
      name: 'people',
      items: directory
        .filter((entry) => beginsWords(text, entry.name) || isNumberOf(text, entry.number))
        .map((entry) => ({ kind: 'person', id: `person:${entry.kind}:${entry.id}`, entry })),
    },
    ...(here.length > 0 ? [] : [leadGroup]),
    {
      name: 'hits',
      items: (found?.hits ?? [])
        .slice(0, shownHits)
        .map((hit) => ({ kind: 'hit', id: `hit:${hit.interactionId}`, hit })),
    },
    { name: 'more', items: text.length < 2 ? [] : [{ kind: 'all', id: 'all' }] },
  ];
}

/** Those with the very words before those that only begin so. */
function commandsFor(text: string, commands: readonly Command[]): Command[] {
  const found = commands.filter(({ label }) => beginsWords(text, label));
  const isWhole = ({ label }: Command) => hasWords(text, label);
  return [...found.filter(isWhole), ...found.filter((command) => !isWhole(command))];
}

const isLeadOf = (text: string, { name, phone }: LeadSummary): boolean =>
  beginsWords(text, name) || (phone !== null && isNumberOf(text, phone));

/** Those known here, then those only the backend knows; each once. */
function withFound(here: readonly LeadSummary[], found: readonly LeadSummary[]): LeadSummary[] {
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
