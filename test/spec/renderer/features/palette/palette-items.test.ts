// The palette offers what fits what was typed, and late answers never change what Enter would do.
import { describe, expect, it } from 'vitest';
import {
  paletteGroups,
  type PaletteFacts,
} from '../../../../../src/renderer/features/palette/palette-items.ts';
import type { Command } from '../../../../../src/renderer/stores/commands.ts';
import type { DirectoryEntry, SearchHit } from '../../../../../src/shared/desk.ts';
import type { LeadSummary } from '../../../../../src/shared/lead.ts';

const lead = (id: string, name: string, phone: string | null = null) => ({ id, name, phone }) as LeadSummary;
const command = (label: string): Command => ({ id: label, group: 'go', label, run: () => undefined });
const hit = (id: string) => ({ interactionId: id, leadId: 'l' }) as SearchHit;
const facts = (change: Partial<PaletteFacts>): PaletteFacts => ({
  text: '',
  commands: [command('Ir a Pendientes'), command('Nuevo pendiente')],
  directory: [{ id: 'q', kind: 'queue', name: 'Ventas', number: '4500' } as DirectoryEntry],
  leads: [lead('1', 'Mariana Robles', '+526642184790'), lead('2', 'Jorge Treviño')],
  found: undefined,
  ...change,
});
const shape = (change: Partial<PaletteFacts>) =>
  paletteGroups(facts(change)).map(({ name, items }) => [name, items.map(({ id }) => id)]);

describe('the palette', () => {
  it('shows the newest leads and all that can be done before anything is typed', () => {
    expect(shape({})).toEqual([
      ['recent', ['lead:1', 'lead:2']],
      ['commands', ['command:Ir a Pendientes', 'command:Nuevo pendiente']],
    ]);
  });

  it('finds commands, people and leads by the beginnings of their words', () => {
    expect(shape({ text: 'pend' })).toEqual([
      ['commands', ['command:Ir a Pendientes', 'command:Nuevo pendiente']],
      ['more', ['all']],
    ]);
    expect(shape({ text: 'ven' })[0]).toEqual(['people', ['person:queue:q']]);
    expect(shape({ text: 'trevino' })[0]).toEqual(['leads', ['lead:2']]);
  });

  it('has a lead before a command that names them, so that Enter opens and never calls', () => {
    const commands = [command('Devolver la llamada a Mariana Robles')];
    expect(shape({ text: 'mariana', commands }).map(([name]) => name)).toEqual(['leads', 'commands', 'more']);
  });

  it('has a command with the very word before one that only begins so', () => {
    const commands = [command('Agendar visita'), command('Ir a Agenda')];
    expect(shape({ text: 'agenda', commands })[0]?.[1]).toEqual([
      'command:Ir a Agenda',
      'command:Agendar visita',
    ]);
  });

  it('keeps a command first when only the backend knows a lead of that name', () => {
    const found = { leads: [lead('9', 'Pendientes S. A.')], hits: [] };
    expect(shape({ text: 'pend', found }).map(([name]) => name)).toEqual(['commands', 'leads', 'more']);
  });

  it('offers to call a number, and shows whose it is', () => {
    expect(shape({ text: '664 218' })).toEqual([
      ['numbers', ['dial:664218']],
      ['leads', ['lead:1']],
      ['more', ['all']],
    ]);
  });

  it('adds what the backend found behind what is known here, each lead once', () => {
    const found = { leads: [lead('1', 'Mariana Robles'), lead('9', 'María Paz')], hits: [hit('i1')] };
    const before = shape({ text: 'mar' });
    const after = shape({ text: 'mar', found });
    expect(after).toEqual([
      ['leads', ['lead:1', 'lead:9']],
      ['hits', ['hit:i1']],
      ['more', ['all']],
    ]);
    expect(after[0]?.[1]?.[0]).toBe(before[0]?.[1]?.[0]);
  });
});
