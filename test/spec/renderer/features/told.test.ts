// What somebody is told: what a call did not take, and what the trail says of a change, in both languages.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { detailInWords } from '../../../../src/renderer/features/board/audit-words.ts';
import { sayEvent } from '../../../../src/renderer/features/conversation/sayings.ts';
import { i18n, prepareLanguages } from '../../../../src/renderer/i18n/i18n.ts';
import { refusedInWords } from '../../../../src/renderer/i18n/refused-words.ts';
import { addNotices, clearNotices, notices, refusedNotice } from '../../../../src/renderer/stores/notices.ts';
import { lineOfEvent } from '../../../../src/renderer/stores/reading-told.ts';
import type { AuditEntry } from '../../../../src/shared/board.ts';
import type { StreamEvent } from '../../../../src/shared/events.ts';
import type { Language } from '../../../../src/shared/lead.ts';
import type { ActRefused } from '../../../../src/shared/push.ts';

const languages = ['es', 'en'] as const;
beforeAll(() => prepareLanguages('es'));
beforeEach(clearNotices);

const inLanguage = async <T>(language: Language, say: () => T): Promise<T> => {
  await i18n.changeLanguage(language);
  return say();
};
const event = (type: string, data: object) =>
  ({ stream: 'call:c', seq: 3, type, at: '2026-11-22T18:00:00Z', data }) as StreamEvent;
/** One after the other: the language is one for all. */
async function both(told: StreamEvent): Promise<(string | undefined)[]> {
  const said: (string | undefined)[] = [];
  for (const language of languages)
    said.push(await inLanguage(language, () => sayEvent(told, { t: i18n.t, language, now: 0 })?.text));
  return said;
}

describe('the story of a call', () => {
  const by = { userId: 'u', userName: 'Laura M.' };

  it('says what the call did not take, and why', async () => {
    const told = event('supervisor.refused', { action: 'said', ...by, text: 'Con gusto.', why: 'call-over' });
    expect(await both(told)).toEqual([
      'La llamada no tomó lo que pidió decir Laura M., «Con gusto.»: ya había terminado.',
      'What Laura M. wanted said, “Con gusto.”, was not taken by the call: it had ended.',
    ]);
    expect(lineOfEvent(told)).toMatchObject({ kind: 'event', callId: 'c' });
    expect(sayEvent(told, { t: i18n.t, language: 'en', now: 0 })?.tone).toBe('bad');
  });

  it('says of somebody who takes a call themselves that they asked for it', async () => {
    const own = event('supervisor.acted', { action: 'handed-over', ...by, agentName: by.userName });
    expect(await both(own)).toEqual(['Laura M. pidió la llamada para sí.', 'Laura M. asked for the call.']);
  });

  it('says to agents that Sofía was told something, and not what', async () => {
    expect(await both(event('supervisor.acted', { action: 'instructed', ...by }))).toEqual([
      'Laura M. dio una indicación a Sofía.',
      'Laura M. gave Sofía an instruction.',
    ]);
    const refused = event('supervisor.refused', { action: 'instructed', ...by, why: 'gone' });
    expect(await both(refused)).toEqual([
      'La llamada no tomó la indicación de Laura M.: Vapi ya no la atiende.',
      'Laura M.’s instruction was not taken by the call: Vapi no longer has it.',
    ]);
  });
});

describe('whoever wanted it', () => {
  const refused: ActRefused = {
    ...{ id: 'call:c#3', callId: 'c', leadId: 'l', action: 'said', why: 'refused', text: 'Con gusto.' },
    at: '2026-11-22T18:00:00Z',
  };

  it('reads that it was not said, or that nobody knows', async () => {
    await i18n.changeLanguage('es');
    expect(refusedInWords(refused, i18n.t)).toBe('No se dijo «Con gusto.»: Vapi no lo aceptó.');
    expect(refusedInWords({ ...refused, why: 'unsure' }, i18n.t)).toBe(
      'No se sabe si se dijo «Con gusto.»: Vapi no lo confirmó y no se repite.',
    );
  });

  it('finds it behind the bell once, though it was told twice', () => {
    addNotices([refusedNotice(refused, 'Ana')]);
    addNotices([refusedNotice(refused, 'Ana')]);
    expect(notices.getState().notices).toMatchObject([{ kind: 'refused', leadName: 'Ana', refused }]);
  });
});

describe('the trail', () => {
  const reasons = [{ key: 'lunch', state: 'away', label: { es: 'Comida', en: 'Lunch' } }] as Parameters<
    typeof detailInWords
  >[1]['reasons'];
  const read = async (entry: Partial<AuditEntry>): Promise<string[]> => {
    const found: string[] = [];
    for (const language of languages)
      found.push(
        await inLanguage(language, () =>
          detailInWords(
            { action: '', subjectId: null, detail: {}, ...entry },
            { t: i18n.t, language, reasons },
          ),
        ),
      );
    return found;
  };
  const limit = (subjectId: string, before: object, after: object) =>
    read({ action: 'threshold.changed', subjectId, detail: { before, after } });

  it('names the limit, what it was and what it is, with the unit', async () => {
    const before = { limit: 60, warn: 30, notify: ['desktop'] };
    expect(await limit('personWait', before, { limit: 45, warn: 30, notify: [] })).toEqual([
      'Espera por asesor: límite 1:00 min → 45 s · avisos Escritorio → ninguno',
      'Wait for an agent: limit 1:00 min → 45 s · alerts Desktop → none',
    ]);
    const [share] = await limit('serviceLevel', { limit: 80 }, { limit: null });
    expect(share).toBe('Nivel de servicio: límite 80\u00a0% → ninguno');
    const [people] = await limit('agentsAvailable', { limit: 1 }, { limit: 3 });
    expect(people).toBe('Asesores disponibles: límite 1 asesor → 3 asesores');
  });

  it('names the reason of a state that was set, and whether it waits for the end of a call', async () => {
    const detail = { from: 'busy', fromReason: 'escalation', to: 'away', reason: 'lunch', afterCall: true };
    expect(await read({ action: 'agent.state-forced', detail })).toEqual([
      'Ocupado (Con un cliente de Sofía) → Ausente (Comida), al terminar su llamada',
      'Busy (With a client from Sofía) → Away (Lunch), when their call ends',
    ]);
    const [unknown] = await read({
      action: 'agent.state-forced',
      detail: { from: 'available', to: 'away', reason: 'gone-reason' },
    });
    expect(unknown).toBe('Disponible → Ausente (gone-reason)');
  });

  it('says what a call did not take, and of older entries what it has', async () => {
    const detail = { act: 'ended', refusal: 'unreachable' };
    const [refused] = await read({ action: 'call.refused', detail });
    expect(refused).toBe('La llamada no se terminó: no se pudo hablar con Vapi a tiempo.');
    expect(await read({ action: 'call.said', detail: { text: 'Hola' } })).toEqual(['«Hola»', '«Hola»']);
    expect(await read({ action: 'threshold.changed', subjectId: 'queued' })).toEqual(['En cola', 'In queue']);
  });
});
