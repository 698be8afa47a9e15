/** What was written and looked up on the one day: the story of each chat as the backend tells it. */
import type { TimelineItem } from '../../src/shared/timeline.ts';
import { ago, gabriela, hector, idOf, jorge, karen, mariana, oscar } from './desk-world-people.ts';

interface Message extends Partial<TimelineItem> {
  by: 'lead' | 'ai' | 'agent';
  text: string;
  minutes: number;
}
let next = 0;
const message = ({ by, text, minutes, ...more }: Message): TimelineItem => ({
  id: idOf('msg', (next += 1)),
  channel: 'whatsapp',
  author: by,
  agentName: by === 'agent' ? 'Andrea Luna' : null,
  text,
  at: ago(minutes),
  callId: null,
  status: by === 'lead' ? 'received' : 'read',
  kind: 'text',
  ...more,
});
const looked = (
  name: string,
  minutes: number,
  more: Partial<NonNullable<TimelineItem['tool']>>,
): TimelineItem => ({
  ...message({ by: 'ai', text: name, minutes }),
  ...{ channel: 'tool', status: null },
  tool: { name, parameters: {}, result: '', success: true, ms: 212, cached: false, ...more },
});

const photo = { mimeType: 'image/png', caption: 'Así se ve desde la terraza', fileName: null };
const plan = { mimeType: 'application/pdf', caption: null, fileName: 'plano-B-304-tercer-piso.pdf' };
const voice = { mimeType: 'audio/ogg', caption: null, fileName: null };

/** By lead: what was written, oldest first. */
export const timelines: Record<string, TimelineItem[]> = {
  [mariana.id]: [
    message({
      by: 'lead',
      text: 'Vi su anuncio de las villas en Nuevo Vallarta. ¿Todavía hay de 3 recámaras?',
      minutes: 44,
    }),
    looked('check_availability', 44, {
      parameters: { type: 'villa', bedrooms: 3, destination: 'Nuevo Vallarta' },
      result: '4 opciones: A-112, B-304, C-207 y D-410.',
    }),
    message({
      by: 'ai',
      text: 'Sí, Mariana, hay cuatro; la B-304 da al campo de golf. ¿Le marco para contarle?',
      minutes: 43.5,
    }),
    message({ by: 'ai', text: '', minutes: 43.2, kind: 'document', media: plan, status: 'delivered' }),
    message({ by: 'lead', text: 'Sí, pero en media hora. Estoy saliendo de una junta.', minutes: 41 }),
  ],
  [jorge.id]: [
    message({ by: 'lead', text: 'Buenas tardes, vi la A-112 en su página.', minutes: 61 }),
    message({
      by: 'ai',
      text: 'Buenas tardes, Jorge. Es de planta baja, con jardín y alberca compartida. ¿La busca para vivir o para rentar?',
      minutes: 60,
    }),
    message({ by: 'lead', text: 'Para rentar. ¿Me puede atender una persona?', minutes: 40 }),
    message({
      by: 'agent',
      text: 'Claro, Jorge, soy Andrea Luna. ¿Qué le gustaría ver primero?',
      minutes: 38,
    }),
    message({ by: 'lead', text: '', minutes: 21, kind: 'image', media: photo }),
    message({ by: 'lead', text: '', minutes: 20, kind: 'audio', media: voice }),
    message({
      by: 'agent',
      text: '',
      minutes: 12,
      kind: 'document',
      media: { ...plan, fileName: 'cotizacion-A-112-plan-24-meses.pdf' },
      status: 'delivered',
    }),
    message({ by: 'agent', text: '¿Le llegó bien la cotización?', minutes: 6, status: 'sent' }),
    message({ by: 'lead', text: '¿Me manda el plano de la A-112, por favor?', minutes: 3 }),
  ],
  [oscar.id]: [
    message({ by: 'lead', text: 'Buen día, ¿qué crédito aceptan?', minutes: 1_402 }),
    message({
      by: 'agent',
      text: 'Buen día, Óscar. Trabajamos con cuatro bancos y con pago a plazos directo.',
      minutes: 1_398,
    }),
    message({ by: 'lead', text: '¿Aceptan Infonavit o solo banco?', minutes: 4 }),
  ],
  [gabriela.id]: [
    message({ by: 'lead', text: 'Le mando mi identificación', minutes: 12 }),
    message({ by: 'lead', text: '', minutes: 11.5, kind: 'image', media: { ...photo, caption: null } }),
    message({
      ...{
        by: 'agent',
        text: 'Gracias, Gabriela. Con eso preparo la carta de intención hoy mismo.',
        minutes: 9,
      },
      ...{ status: 'failed', error: 'Message undeliverable', code: 131026 },
    }),
    message({ by: 'lead', text: '¿Sí le llegó?', minutes: 8 }),
  ],
  [karen.id]: [
    message({ by: 'lead', text: 'Hi! We land in Los Cabos on Friday.', minutes: 30 }),
    message({
      by: 'ai',
      text: 'Welcome, Karen! Would you like to see a residence while you are here?',
      minutes: 29.5,
    }),
    message({ by: 'lead', text: 'Could we see the two-bedroom residence?', minutes: 22 }),
    message({
      by: 'agent',
      agentName: 'Carlos Ibarra',
      text: 'Of course, I am holding Friday at ten for you.',
      minutes: 20,
    }),
  ],
  [hector.id]: [
    message({ by: 'lead', text: '¿Puede ser el sábado en la mañana?', minutes: 1_700 }),
    message({ by: 'agent', text: 'Sí, Héctor. ¿A las once le queda bien?', minutes: 1_690 }),
    message({ by: 'lead', text: 'El sábado está bien.', minutes: 1_482 }),
  ],
};
