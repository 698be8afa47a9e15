/** One message of Meta's webhook: read loosely, because Meta adds fields and types at any time, and put into words for people. */
import { z } from 'zod';
import type { WhatsAppMetadata } from '../../../shared/timeline.ts';

/** A field that is wrong is a field that is not there: one bad field must not cost us the message. */
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const id = z.union([z.string().min(1), z.number()]).transform(String);
const words = z.string().transform((text) => text.slice(0, 8_192));

const media = z.looseObject({
  id: maybe(id),
  mime_type: maybe(z.string()),
  caption: maybe(words),
  filename: maybe(z.string()),
  voice: maybe(z.boolean()),
});
const titled = z.looseObject({ id: maybe(z.string()), title: maybe(words), description: maybe(words) });
const sharedContact = z.looseObject({
  name: maybe(z.looseObject({ formatted_name: maybe(z.string()) })),
  phones: maybe(z.array(z.looseObject({ phone: maybe(z.string()), wa_id: maybe(id) }))),
});

const inboundMessage = z.looseObject({
  id,
  from: maybe(id),
  from_user_id: maybe(id),
  timestamp: maybe(z.coerce.number().positive()),
  type: maybe(z.string()),
  group_id: maybe(id),
  origin: maybe(z.string()),
  context: maybe(z.looseObject({ id: maybe(id) })),
  referral: maybe(
    z.looseObject({
      source_id: maybe(id),
      source_type: maybe(z.string()),
      headline: maybe(z.string()),
      ctwa_clid: maybe(z.string()),
    }),
  ),
  text: maybe(z.looseObject({ body: words })),
  image: maybe(media),
  audio: maybe(media),
  video: maybe(media),
  document: maybe(media),
  sticker: maybe(media),
  location: maybe(
    z.looseObject({
      latitude: z.coerce.number(),
      longitude: z.coerce.number(),
      name: maybe(z.string()),
      address: maybe(z.string()),
    }),
  ),
  contacts: maybe(z.array(sharedContact)),
  button: maybe(z.looseObject({ text: maybe(words), payload: maybe(words) })),
  interactive: maybe(
    z.looseObject({
      type: maybe(z.string()),
      button_reply: maybe(titled),
      list_reply: maybe(titled),
      nfm_reply: maybe(z.looseObject({ body: maybe(words) })),
    }),
  ),
  order: maybe(z.looseObject({ text: maybe(words), product_items: maybe(z.array(z.looseObject({}))) })),
  reaction: maybe(z.looseObject({ message_id: maybe(id), emoji: maybe(z.string()) })),
  system: maybe(
    z.looseObject({
      body: maybe(z.string()),
      type: maybe(z.string()),
      wa_id: maybe(id),
      new_wa_id: maybe(id),
      user_id: maybe(id),
      previous_user_id: maybe(id),
    }),
  ),
});
const contact = z.looseObject({
  wa_id: maybe(id),
  user_id: maybe(id),
  profile: maybe(z.looseObject({ name: maybe(z.string()), username: maybe(z.string()) })),
});

/** A stored item of type 'message' (webhooks/whatsapp-items.ts). */
export const messageItem = z.looseObject({ contact: maybe(contact.nullable()), message: inboundMessage });
export type InboundMessage = z.output<typeof inboundMessage>;
export type InboundContact = z.output<typeof contact>;

/** A message in words. */
export interface Described {
  kind: string;
  /** For the timeline: what a person sees who was not there. */
  content: string;
  /** What the lead said in words of their own, '' if nothing. */
  said: string;
  metadata: WhatsAppMetadata;
}

type Part = Partial<WhatsAppMetadata> & { content: string; said?: string };
type Describe = (message: InboundMessage) => Part | undefined;

const describers: Record<string, Describe> = {
  text: ({ text }) => text && { content: text.body, said: text.body },
  button: ({ button }) => said(button?.text ?? button?.payload),
  interactive: ({ interactive }) =>
    said(interactive?.button_reply?.title ?? interactive?.list_reply?.title ?? interactive?.nfm_reply?.body),
  image: ({ image }) => image && mediaPart('Imagen', image),
  video: ({ video }) => video && mediaPart('Video', video),
  audio: ({ audio }) => audio && mediaPart(audio.voice === true ? 'Nota de voz' : 'Audio', audio),
  sticker: ({ sticker }) => sticker && mediaPart('Sticker', sticker),
  document: ({ document }) =>
    document && mediaPart(`Documento${document.filename ? `: ${document.filename}` : ''}`, document),
  location: ({ location }) => location && locationPart(location),
  contacts: ({ contacts }) => contacts && contactsPart(contacts),
  order: ({ order }) =>
    order && {
      content:
        `[Pedido del catálogo: ${order.product_items?.length ?? 0} artículos] ${order.text ?? ''}`.trim(),
      said: order.text ?? '',
    },
  reaction: ({ reaction }) =>
    reaction && {
      content: reaction.emoji ? `[Reacción] ${reaction.emoji}` : '[Reacción retirada]',
      ...(reaction.emoji ? { reaction: reaction.emoji } : {}),
      ...(reaction.message_id ? { replyTo: reaction.message_id } : {}),
    },
  request_welcome: () => ({ content: '[Abrió la conversación]' }),
  system: ({ system }) => ({ content: system?.body ?? '[Aviso de WhatsApp]' }),
};

/** Puts a message of any type, known or not, into words. */
export function describeMessage(message: InboundMessage): Described {
  const kind = message.type ?? 'unknown';
  const {
    content,
    said: own,
    ...more
  } = describers[kind]?.(message) ?? {
    content: `[Mensaje que WhatsApp no entrega: ${kind.slice(0, 40)}]`,
  };
  const replyTo = message.context?.id;
  return {
    kind,
    content,
    said: own ?? '',
    metadata: { kind, direction: 'in', ...(replyTo === undefined ? {} : { replyTo }), ...more },
  };
}

function said(text: string | undefined): Part | undefined {
  return text === undefined ? undefined : { content: text, said: text };
}

function mediaPart(
  name: string,
  { id: mediaId, mime_type, caption, filename }: z.output<typeof media>,
): Part {
  return {
    content: `[${name}]${caption ? ` ${caption}` : ''}`,
    said: caption ?? '',
    ...(mediaId === undefined ? {} : { mediaId }),
    ...(mime_type === undefined ? {} : { mimeType: mime_type }),
    ...(caption === undefined ? {} : { caption }),
    ...(filename === undefined ? {} : { fileName: filename.slice(0, 240) }),
  };
}

function locationPart({ latitude, longitude, name, address }: NonNullable<InboundMessage['location']>): Part {
  const where = [name, address].filter(Boolean).join(', ') || `${latitude}, ${longitude}`;
  return {
    content: `[Ubicación] ${where}`,
    location: { latitude, longitude, ...(name === undefined ? {} : { name }) },
  };
}

function contactsPart(contacts: z.output<typeof sharedContact>[]): Part {
  const names = contacts.map(
    ({ name, phones }) => name?.formatted_name ?? phones?.[0]?.phone ?? 'sin nombre',
  );
  return { content: `[Contacto] ${names.join(', ')}` };
}
