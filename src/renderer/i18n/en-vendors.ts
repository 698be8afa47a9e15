// English for what Meta and Vapi say by code: what happened, and what the agent can do about it.
import type { Words } from './catalogue.ts';
import type { esVendors } from './es-vendors.ts';

export const enVendors: Words<typeof esVendors> = {
  meta: {
    undeliverable:
      'WhatsApp does not reach this number: it has no WhatsApp, an old version of it, or its terms were not accepted. Call, or find another way.',
    withheld:
      'Meta did not deliver it, to spare the lead too many promotions. Wait a day, or call if they agreed to it.',
    stopped: 'The lead takes no more promotions by WhatsApp. Do not insist; wait until they write.',
    experiment:
      'Meta did not deliver it: this number is in one of its trials and gets no promotions. Call, or wait until the lead writes.',
    unsupported: 'WhatsApp does not take this kind of message. Send it as text.',
    tooFast: 'Too many messages to this lead in a row. Wait a minute and try again.',
    busy: 'WhatsApp is limiting messages right now. Try again in a few minutes.',
    ownNumber: 'It is our own line’s number: it cannot write to itself. Correct the lead’s number.',
    notAllowed: 'The WhatsApp line is on trial and this number is not on its list. Tell the administrator.',
    country: 'Meta allows no messages from businesses to that country. Call, or find another way.',
    media: 'The file did not go through. Send it again, or in another format.',
    templateFields:
      'The fields do not fit the approved template. Check them; if they are right, tell the administrator.',
    templateLong: 'The template has become too long. Shorten what you wrote into its fields.',
    templateGone:
      'The template does not exist, is paused or was withdrawn. Use another and tell the administrator.',
    restricted: 'Meta has restricted our WhatsApp account. Tell the administrator; call meanwhile.',
    setup: 'The connection to WhatsApp is not in order. Tell the administrator; call meanwhile.',
    payment: 'There is a problem with paying for the WhatsApp account. Tell the administrator.',
    invalid:
      'Meta did not accept something in the message. Check the lead’s number; if it happens again, tell the administrator.',
    fault: 'WhatsApp failed, not the message. Try again in a few minutes.',
  },
  vapi: {
    noAnswer: 'The lead did not answer. Call them yourself at another time.',
    busy: 'The lead was on another call. Call them yourself in a while.',
    voicemail: 'Voicemail answered. Call later yourself, or write by WhatsApp.',
    silence: 'Nobody spoke and the call was closed. Call yourself: they may not have been heard.',
    tooLong: 'The call reached its longest duration and was cut. Call yourself to finish it.',
    wrongNumber: 'The number does not exist or is mistyped. Correct it with the lead by WhatsApp.',
    unreachable: 'The lead’s phone is off or out of reach. Call later yourself.',
    declined: 'The lead declined the call. Write by WhatsApp before you call.',
    customerEnded: 'The lead hung up.',
    aiEnded: 'Sofía ended the call.',
    forwarded: 'The call was passed to an agent.',
    notForwarded: 'Nobody took the call that Sofía passed on. Call yourself.',
    line: 'The line could not place the call. Call yourself; if it happens again, tell the administrator.',
    ai: 'Sofía failed, not the lead. Call yourself; if it happens again, tell the administrator.',
    cancelled: 'The call was cancelled before it began.',
    setup: 'The call could not be prepared. Call yourself and tell the administrator.',
    lost: 'Vapi did not place the call, though asked more than once. Call yourself.',
  },
  vendorSays: {
    meta: 'Meta says: “{{text}}”',
    vapi: 'Vapi says: “{{text}}”',
  },
};
