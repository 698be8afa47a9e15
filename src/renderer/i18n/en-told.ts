// English for what somebody must be told: what a call did not take, who set one's state, what a change changed.
import type { esTold } from './es-told.ts';
import type { Words } from './catalogue.ts';

export const enTold: Words<typeof esTold> = {
  told: {
    mine: {
      said: '“{{text}}” was not said: {{why}}.',
      instructed: 'Sofía did not get “{{text}}”: {{why}}.',
      ended: 'The call was not ended: {{why}}.',
      unsureSaid: '“{{text}}” may not have been said: {{why}}.',
      unsureInstructed: 'Sofía may not have got “{{text}}”: {{why}}.',
      unsureEnded: 'The call may not have ended: {{why}}.',
      call: 'A call',
      of: '{{name}}. {{what}}',
    },
    refused: {
      said: 'What {{name}} wanted said, “{{text}}”, was not taken by the call: {{why}}.',
      instructed: '{{name}}’s instruction, “{{text}}”, was not taken by the call: {{why}}.',
      instructedAlone: '{{name}}’s instruction was not taken by the call: {{why}}.',
      ended: '{{name}}’s order to end was not taken by the call: {{why}}.',
    },
    instructedAlone: '{{name}} gave Sofía an instruction.',
    why: {
      'call-over': 'it had ended',
      'no-control': 'Vapi gave no way to step in',
      gone: 'Vapi no longer has it',
      refused: 'Vapi did not accept it',
      unreachable: 'Vapi could not be reached in time',
      unsure: 'Vapi did not confirm, and it is not repeated',
    },
    forced: '{{name}} set you to {{state}}, {{time}}: {{why}}',
    forcedRead: 'Got it',
    change: '{{name}}: {{changes}}',
    was: '{{what}} {{from}} → {{to}}',
    alertUnsure: 'WhatsApp unconfirmed to {{names}}',
    limit: 'limit',
    warn: 'early warning',
    notify: 'alerts',
    none: 'none',
    calls_one: '{{count}} call',
    calls_other: '{{count}} calls',
    people_one: '{{count}} agent',
    people_other: '{{count}} agents',
    afterCall: 'when their call ends',
    withReason: '{{state}} ({{reason}})',
  },
};
