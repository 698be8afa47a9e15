/** WhatsApp in every state that a chat can be in, and the lead beside it. */
import { busyDay } from './desk-world-facts.ts';
import { gabriela, hector, jorge, karen, leads, mariana, oscar } from './desk-world-people.ts';
import { byTestId, choose, openLead, press, type Scene } from './desk-world-scene.ts';

const chat = (name: string, leadName: string, more: Partial<Scene> = {}): Scene => ({
  name,
  shows: byTestId('composer'),
  act: (page) => openLead(page, leadName),
  ...more,
});

export const chatScenes: Scene[] = [
  chat('chat-with-sofia', mariana.name, {
    options: () => ({ facts: { ...busyDay(), calls: [] } }),
  }),
  chat('chat-mine', jorge.name, { shows: byTestId('attachment-voice') }),
  chat('chat-writing', jorge.name, {
    act: async (page) => {
      await openLead(page, jorge.name);
      await page
        .getByTestId('message-field')
        .fill('Claro, Jorge. Se lo mando ahora mismo:\nplano de planta baja y el jardín.');
    },
  }),
  chat('chat-sending', jorge.name, {
    options: () => ({ hanging: /\/messages$/ }),
    act: async (page) => {
      await openLead(page, jorge.name);
      await page.getByTestId('message-field').fill('Claro, Jorge. Se lo mando ahora mismo.');
      await press(page, 'send-message');
    },
  }),
  chat('chat-not-sent', jorge.name, {
    options: () => ({ failing: /\/messages$/ }),
    act: async (page) => {
      await openLead(page, jorge.name);
      await page.getByTestId('message-field').fill('Claro, Jorge. Se lo mando ahora mismo.');
      await press(page, 'send-message');
    },
  }),
  chat('chat-picture', jorge.name, {
    shows: '[role="dialog"]',
    act: async (page) => {
      await openLead(page, jorge.name);
      await page.getByTestId('attachment-picture').first().getByRole('button').click();
    },
  }),
  chat('chat-attachment-gone', jorge.name, { options: () => ({ failing: /\/media\// }) }),
  chat('chat-closing', oscar.name, { shows: byTestId('chat-window') }),
  chat('chat-closed', hector.name, { shows: byTestId('template-form') }),
  chat('chat-template', jorge.name, {
    shows: byTestId('template-form'),
    act: async (page) => {
      await openLead(page, jorge.name);
      await press(page, 'open-template');
    },
  }),
  chat('chat-failed', gabriela.name),
  chat('chat-taken', karen.name),
  chat('chat-absent', leads[11]!.name),
  chat('chat-opted-out', leads[13]!.name, { shows: byTestId('lead-card') }),
  {
    name: 'talk-tools',
    shows: byTestId('tool-chip'),
    act: (page) => choose(page, 'main', 'tools'),
  },
  {
    name: 'tool-open',
    shows: byTestId('tool-chip'),
    act: (page) => press(page, 'tool-chip'),
  },
  {
    name: 'lead-visit',
    shows: byTestId('book-visit'),
    act: (page) => press(page, 'book-visit-open'),
  },
  {
    name: 'lead-task',
    shows: byTestId('task-dialog'),
    act: (page) => press(page, 'task-open'),
  },
];
