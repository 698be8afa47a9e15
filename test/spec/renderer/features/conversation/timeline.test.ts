// What is announced of new lines, what an attachment is called, and what agents' own turning points say.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  formatBytes,
  lookOf,
  typeInWords,
} from '../../../../../src/renderer/features/conversation/attachment-words.ts';
import { sayEvent } from '../../../../../src/renderer/features/conversation/sayings.ts';
import { announcementOf } from '../../../../../src/renderer/features/conversation/timeline-announcer.tsx';
import { i18n, prepareLanguages } from '../../../../../src/renderer/i18n/i18n.ts';
import type { Turn } from '../../../../../src/renderer/stores/reading-line.ts';
import type { EventData, EventType, StreamEvent } from '../../../../../src/shared/events.ts';

beforeAll(() => prepareLanguages('es'));
const at = '2026-11-22T12:00:00.000Z';
const turn = (author: Turn['author'], text: string, change: Partial<Turn> = {}): Turn => ({
  ...{ kind: 'turn', id: 'm1', at, callId: null, author, agentName: null, text },
  ...{ channel: 'whatsapp', messageKind: 'text', status: null },
  ...change,
});
const plan = { mimeType: 'application/pdf', caption: null, fileName: 'plano.pdf' };

describe('new lines', () => {
  it('are read out with who said them, and only counted when there are several', () => {
    const { t } = i18n;
    expect(announcementOf([turn('lead', 'Hola')], 'Mariana Robles', t)).toBe('Mariana: Hola');
    expect(announcementOf([turn('ai', 'Buenas tardes')], 'Mariana Robles', t)).toBe('Sofía: Buenas tardes');
    const ours = turn('agent', 'Con gusto', { agentName: 'Andrea Luna' });
    expect(announcementOf([ours], 'Mariana Robles', t)).toBe('Andrea: Con gusto');
    expect(announcementOf([ours, ours, ours], 'Mariana Robles', t)).toBe(
      '3 líneas nuevas en la conversación',
    );
  });
});

describe('an attachment', () => {
  it('is drawn by what WhatsApp calls it, then by its type', () => {
    const looks = (messageKind: string, mimeType: string | null) =>
      lookOf({ messageKind, media: { mimeType, caption: null, fileName: null } });
    expect(looks('image', null)).toBe('picture');
    expect(looks('sticker', 'image/webp')).toBe('sticker');
    expect(looks('audio', 'audio/ogg; codecs=opus')).toBe('voice');
    expect(looks('document', 'image/png')).toBe('file');
    expect(looks('video', 'video/mp4')).toBe('video');
  });

  it('has a type and a weight in words', () => {
    expect(typeInWords(plan.mimeType, plan.fileName)).toBe('PDF');
    expect(typeInWords('application/pdf', null)).toBe('PDF');
    expect(typeInWords('application/vnd.ms-excel', null)).toBe('');
    const weights = [512, 48_200, 2_440_000].map((bytes) => formatBytes(bytes, 'es').replace('\u00a0', ' '));
    expect(weights).toEqual(['512 B', '48 KB', '2.4 MB']);
  });
});

describe('turning points of people', () => {
  const said = <T extends EventType>(type: T, data: EventData[T]) => {
    const event = { stream: 'lead:1', seq: 1, type, data, at } as StreamEvent;
    const dispositions = [
      { key: 'visit', label: { es: 'Cita agendada', en: 'Visit booked' }, asks: 'nothing' as const },
    ];
    return sayEvent(event, { t: i18n.t, language: 'es', now: Date.parse(at), dispositions })?.text;
  };
  const andrea = { agentId: 'a', agentName: 'Andrea Luna' };

  it('say who took a chat and who gave it back', () => {
    expect(said('chat.taken', andrea)).toBe('Andrea Luna tomó el chat. Sofía guarda silencio.');
    expect(said('chat.handed-back', andrea)).toBe('Andrea Luna devolvió el chat a Sofía.');
    expect(said('chat.handed-back', { agentId: null, agentName: null })).toBe(
      'Sofía vuelve a atender el chat.',
    );
  });

  it('call an outcome as the house calls it, or by its key', () => {
    expect(said('call.wrapped-up', { ...andrea, disposition: 'visit' })).toBe(
      'Andrea Luna cerró la llamada: cita agendada.',
    );
    expect(said('call.wrapped-up', { ...andrea, disposition: 'gone' })).toBe(
      'Andrea Luna cerró la llamada: gone.',
    );
  });

  it('tell of a visit called off', () => {
    const visit = { appointmentId: 'v', property: 'Sea Garden', startsAt: '2026-11-28T17:00:00.000Z' };
    expect(said('appointment.cancelled', visit)).toMatch(/^Cita cancelada: Sea Garden, sáb 28 nov/);
  });
});
