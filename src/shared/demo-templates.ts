/** The templates of a demonstration: the backend offers them, and the simulated WhatsApp has approved them. */
import type { MessageTemplate } from './desk.ts';

/** Under the codes that Meta approves languages by. */
export const templateLanguages = { es: 'es_MX', en: 'en_US' } as const satisfies Record<
  MessageTemplate['language'],
  string
>;

export const demoTemplates: readonly MessageTemplate[] = [
  {
    name: 'retomar_conversacion',
    language: 'es',
    body: 'Hola {{1}}, soy {{2}} de Vidanta. Me gustaría retomar nuestra conversación. ¿Te viene bien que sigamos por aquí?',
    parameters: ['lead', 'agent'],
  },
  {
    name: 'retomar_conversacion',
    language: 'en',
    body: 'Hi {{1}}, this is {{2}} from Vidanta. I would like to pick up our conversation. Is it all right to go on here?',
    parameters: ['lead', 'agent'],
  },
  {
    name: 'confirmar_visita',
    language: 'es',
    body: 'Hola {{1}}, soy {{2}} de Vidanta. Te confirmo tu visita: {{3}}. Si necesitas cambiarla, respóndeme aquí.',
    parameters: ['lead', 'agent', 'Visita'],
  },
  {
    name: 'confirmar_visita',
    language: 'en',
    body: 'Hi {{1}}, this is {{2}} from Vidanta. Your visit is confirmed: {{3}}. If you need to change it, just reply here.',
    parameters: ['lead', 'agent', 'Visit'],
  },
  {
    name: 'seguimiento_cotizacion',
    language: 'es',
    body: 'Hola {{1}}, soy {{2}} de Vidanta. ¿Pudiste revisar la cotización de {{3}}? Con gusto resuelvo tus dudas.',
    parameters: ['lead', 'agent', 'Propiedad'],
  },
  {
    name: 'seguimiento_cotizacion',
    language: 'en',
    body: 'Hi {{1}}, this is {{2}} from Vidanta. Did you have a chance to look at the quote for {{3}}? I am happy to answer any questions.',
    parameters: ['lead', 'agent', 'Property'],
  },
];

/** The template under which alerts go to supervisors: to people of the house, so nobody is offered it at the desk. */
export const alertTemplateName = 'aviso_supervisor';

/** What it is about, and how much. */
export const staffTemplates: readonly MessageTemplate[] = [
  {
    name: alertTemplateName,
    language: 'es',
    body: 'Aviso del tablero de Vidanta. {{1}}: {{2}}.',
    parameters: ['Asunto', 'Valor'],
  },
  {
    name: alertTemplateName,
    language: 'en',
    body: 'Alert from the Vidanta board. {{1}}: {{2}}.',
    parameters: ['Subject', 'Value'],
  },
];
