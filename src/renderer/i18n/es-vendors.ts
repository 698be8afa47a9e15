// Spanish (Mexico) for what Meta and Vapi say by code: what happened, and what the agent can do about it.
export const esVendors = {
  meta: {
    undeliverable:
      'WhatsApp no llega a este número: no tiene WhatsApp, lo usa en una versión antigua o no aceptó sus condiciones. Llame o busque otro medio.',
    withheld:
      'Meta no lo entregó para no saturar al cliente con promociones. Espere un día, o llame si lo autorizó.',
    stopped: 'El cliente ya no acepta promociones por WhatsApp. No insista; espere a que escriba.',
    experiment:
      'Meta no lo entregó: este número está en una de sus pruebas y no recibe promociones. Llame, o espere a que el cliente escriba.',
    unsupported: 'WhatsApp no admite este tipo de mensaje. Mándelo como texto.',
    tooFast: 'Van demasiados mensajes seguidos a este cliente. Espere un minuto y reintente.',
    busy: 'WhatsApp limita los envíos en este momento. Reintente en unos minutos.',
    ownNumber:
      'Es el número de la propia línea: no se puede escribir a sí misma. Corrija el número del cliente.',
    notAllowed:
      'La línea de WhatsApp está en pruebas y este número no está autorizado. Avise al administrador.',
    country: 'Meta no permite mensajes de empresas a ese país. Llame o busque otro medio.',
    media: 'No se pudo pasar el archivo. Mándelo otra vez o en otro formato.',
    templateFields:
      'Los datos no coinciden con la plantilla aprobada. Revise los campos; si están bien, avise al administrador.',
    templateLong: 'La plantilla quedó demasiado larga. Acorte lo que escribió en sus campos.',
    templateGone: 'La plantilla no existe, está pausada o fue retirada. Use otra y avise al administrador.',
    restricted: 'Meta restringió nuestra cuenta de WhatsApp. Avise al administrador; mientras tanto, llame.',
    setup: 'La conexión con WhatsApp no está en orden. Avise al administrador; mientras tanto, llame.',
    payment: 'Hay un problema con el pago de la cuenta de WhatsApp. Avise al administrador.',
    invalid:
      'Meta no aceptó algún dato del mensaje. Revise el número del cliente; si se repite, avise al administrador.',
    fault: 'Falló WhatsApp, no el mensaje. Reintente en unos minutos.',
  },
  vapi: {
    noAnswer: 'El cliente no contestó. Llame usted en otro momento.',
    busy: 'El cliente estaba en otra llamada. Llame usted en un rato.',
    voicemail: 'Contestó el buzón de voz. Llame usted más tarde o escriba por WhatsApp.',
    silence: 'Nadie habló y la llamada se cerró. Llame usted: puede que no se oyera.',
    tooLong: 'La llamada llegó a su duración máxima y se cortó. Llame usted para terminarla.',
    wrongNumber: 'El número no existe o está mal escrito. Corríjalo con el cliente por WhatsApp.',
    unreachable: 'El teléfono del cliente está apagado o sin señal. Llame usted más tarde.',
    declined: 'El cliente rechazó la llamada. Escriba por WhatsApp antes de llamar.',
    customerEnded: 'El cliente colgó.',
    aiEnded: 'Sofía terminó la llamada.',
    forwarded: 'La llamada pasó a un asesor.',
    notForwarded: 'Nadie tomó la llamada que pasaba Sofía. Llame usted.',
    line: 'La línea no pudo hacer la llamada. Llame usted, y avise al administrador si se repite.',
    ai: 'Falló Sofía, no el cliente. Llame usted, y avise al administrador si se repite.',
    cancelled: 'La llamada se canceló antes de empezar.',
    setup: 'La llamada no se pudo preparar. Llame usted y avise al administrador.',
    lost: 'Vapi no hizo la llamada, aunque se le pidió más de una vez. Llame usted.',
  },
  vendorSays: {
    meta: 'Meta dice: “{{text}}”',
    vapi: 'Vapi dice: “{{text}}”',
  },
} as const;
