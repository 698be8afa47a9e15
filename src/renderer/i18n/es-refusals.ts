// Spanish (Mexico) for what the backend refuses: each completes a sentence, "No se pudo guardar: …".
import type { ApiReason } from '../../shared/api-refusal.ts';
import type { NotSent } from '../../shared/timeline.ts';

export const esRefusals = {
  apiRefusal: {
    malformed: 'la consola y el servidor no se entendieron; recargue la ventana',
    incorrect: 'falta un dato o no es válido; revise lo que escribió',
    'search-too-short': 'escriba al menos {{least}} letras',
    'too-much': 'es demasiado largo para enviarlo de una vez',
    'too-many': 'son demasiadas peticiones seguidas; espere un minuto',
    'nothing-here': 'el servidor no conoce esta función; puede que la consola necesite actualizarse',
    'signed-out': 'su sesión terminó; entre de nuevo',
    'no-account': 'su cuenta ya no existe; entre con otra',
    'wrong-password': 'usuario o contraseña incorrectos',
    'too-many-passwords': 'demasiadas contraseñas incorrectas; espere {{minutes}} min y vuelva a probar',
    'not-allowed': 'su cuenta no puede hacer esto; pídalo a un supervisor',
    'server-busy': 'el servidor está muy ocupado; intente de nuevo en unos segundos',
    'store-away': 'la base de datos no responde; no se perdió nada, intente de nuevo en unos segundos',
    fault: 'algo inesperado en el servidor; si se repite, dé a sistemas el código {{requestId}}',
    'no-such-state-reason': 'ese motivo ya no está en la lista; elija otro',
    'in-call': 'está en una llamada; espere a que termine',
    'no-line': 'no tiene extensión; pídala a su administrador',
    'no-such-lead': 'ese cliente ya no existe; elija otro de la lista',
    'no-such-call': 'esa llamada ya no existe; elija otra de la lista',
    'no-such-task': 'ese pendiente ya no existe',
    'no-such-wrap-up': 'esa llamada ya no espera cierre',
    'no-such-property': 'ese desarrollo no existe; elija uno de la lista',
    'no-such-visit': 'esa cita ya no existe',
    'no-such-message': 'ese mensaje ya no existe',
    'no-such-person': 'esa persona ya no trabaja aquí; elija a otra',
    'wrap-up-over': 'el cierre ya terminó; el resultado todavía se puede guardar',
    'wrapped-up-already': 'esta llamada ya se había cerrado',
    'unknown-disposition': 'ese resultado ya no se puede elegir; elija otro',
    'needs-next-step': 'este resultado pide qué sigue y cuándo',
    'needs-lead': 'este número no es de ningún cliente; elija un resultado sin pendiente',
    'needs-appointment': 'este resultado pide una cita; agéndela primero o elija otro',
    'task-closed': 'el pendiente está cerrado; ábralo de nuevo primero',
    'task-of-another': 'el pendiente es de otra persona; pídaselo o avise a un supervisor',
    'no-such-unit': 'esa unidad no está disponible; elija otra o déjelo sin unidad',
    'visit-past': 'ese horario ya pasó; elija uno que venga',
    'visit-too-far': 'solo se agenda dentro de los próximos seis meses; elija un día más cercano',
    'visit-closed': 'las visitas a {{name}} empiezan entre las {{from}} y las {{to}}, hora del lugar',
    'slot-taken': 'ese horario ya está ocupado; elija uno de los libres',
    'lead-has-visit': 'el cliente ya tiene una visita a esa hora: {{name}}, {{when, datetime}}',
    'visit-over': 'la cita ya pasó y no se puede cancelar',
    'chat-taken': '{{name}} tiene este chat; pídaselo o avise a un supervisor',
    'window-closed': 'ya pasaron las 24 horas; use una plantilla',
    'opted-out': 'el cliente pidió no ser contactado',
    'key-used': 'ese envío era de otro mensaje; escríbalo de nuevo',
    'no-such-template': 'esa plantilla ya no existe; elija otra',
    'template-changed': 'la plantilla cambió y ahora pide {{wanted}} datos; elíjala de nuevo',
    'not-failed': 'el mensaje no falló: no hace falta reenviarlo',
    'media-gone': 'el archivo ya no está: WhatsApp lo guarda 30 días',
    'media-too-large': 'el archivo pasa de {{megabytes}} MB y no se puede ver aquí',
    'media-no-answer': 'WhatsApp no entregó el archivo; intente de nuevo en un minuto',
  },
  /** Whoever has a chat whose name we do not know, at the beginning of `chat-taken`. */
  somebodyElse: 'otra persona',
  /** Under a message of ours that did not go. */
  notSent: {
    'chat-taken': 'No se envió: una persona tomó el chat antes.',
    'opted-out': 'No se envió: el cliente pidió no ser contactado.',
    'window-closed': 'No se envió: ya pasaron las 24 horas desde su último mensaje; use una plantilla.',
  },
  confirmVisit: 'Confirmar visita de {{name}} a {{property}}, {{when, datetime}}',
  tellCancelled: 'Avisar a {{name}} que se canceló su visita a {{property}}, {{when, datetime}}',
} as const satisfies {
  apiRefusal: Record<ApiReason, string>;
  notSent: Record<NotSent, string>;
  [section: string]: object | string;
};
