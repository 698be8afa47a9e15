// Spanish (Mexico) for what somebody must be told: what a call did not take, who set one's state, what a change changed.
export const esTold = {
  told: {
    /** To the supervisor who asked, in the corner and behind the bell. */
    mine: {
      said: 'No se dijo «{{text}}»: {{why}}.',
      instructed: 'Sofía no recibió «{{text}}»: {{why}}.',
      ended: 'La llamada no se terminó: {{why}}.',
      unsureSaid: 'No se sabe si se dijo «{{text}}»: {{why}}.',
      unsureInstructed: 'No se sabe si Sofía recibió «{{text}}»: {{why}}.',
      unsureEnded: 'No se sabe si la llamada se terminó: {{why}}.',
      call: 'Una llamada',
      of: '{{name}}. {{what}}',
    },
    /** In the call's story. */
    refused: {
      said: 'La llamada no tomó lo que pidió decir {{name}}, «{{text}}»: {{why}}.',
      instructed: 'La llamada no tomó la indicación de {{name}}, «{{text}}»: {{why}}.',
      instructedAlone: 'La llamada no tomó la indicación de {{name}}: {{why}}.',
      ended: 'La llamada no tomó la orden de terminar de {{name}}: {{why}}.',
    },
    instructedAlone: '{{name}} dio una indicación a Sofía.',
    why: {
      'call-over': 'ya había terminado',
      'no-control': 'Vapi no dio acceso para intervenir',
      gone: 'Vapi ya no la atiende',
      refused: 'Vapi no lo aceptó',
      unreachable: 'no se pudo hablar con Vapi a tiempo',
      unsure: 'Vapi no lo confirmó y no se repite',
    },
    forced: '{{name}} le cambió el estado a {{state}}, {{time}}: {{why}}',
    forcedRead: 'Entendido',
    change: '{{name}}: {{changes}}',
    was: '{{what}} {{from}} → {{to}}',
    alertUnsure: 'WhatsApp sin confirmar a {{names}}',
    limit: 'límite',
    warn: 'aviso previo',
    notify: 'avisos',
    none: 'ninguno',
    calls_one: '{{count}} llamada',
    calls_other: '{{count}} llamadas',
    people_one: '{{count}} asesor',
    people_other: '{{count}} asesores',
    afterCall: 'al terminar su llamada',
    withReason: '{{state}} ({{reason}})',
  },
} as const;
