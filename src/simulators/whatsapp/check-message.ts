/** Is this body one the Cloud API takes? Says what is wrong the way the Graph API would. */
import { z } from 'zod';

const text = z.looseObject({ body: z.string().min(1).max(4096), preview_url: z.boolean().optional() });
const parameter = z.looseObject({
  type: z.enum(['text', 'currency', 'date_time', 'image', 'document', 'video', 'payload', 'location']),
});
const template = z.looseObject({
  name: z.string().min(1).max(512),
  language: z.looseObject({ code: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/) }),
  components: z
    .array(
      z.looseObject({
        type: z.enum(['header', 'body', 'button', 'footer']),
        parameters: z.array(parameter).optional(),
      }),
    )
    .optional(),
});
const interactive = z.looseObject({
  type: z.enum(['button', 'list', 'cta_url', 'flow', 'product', 'product_list', 'location_request_message']),
  body: z.looseObject({ text: z.string().min(1).max(4096) }).optional(),
  action: z.looseObject({
    buttons: z
      .array(
        z.looseObject({
          type: z.literal('reply'),
          reply: z.looseObject({ id: z.string().min(1).max(256), title: z.string().min(1).max(20) }),
        }),
      )
      .min(1)
      .max(3)
      .optional(),
    button: z.string().max(20).optional(),
  }),
});
const media = z.looseObject({
  id: z.string().optional(),
  link: z.url().optional(),
  caption: z.string().max(1024).optional(),
});

const base = z.object({
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.enum(['individual', 'group']).optional(),
  to: z.string().optional(),
  recipient: z.string().min(3).max(128).optional(),
  type: z
    .enum([
      'text',
      'template',
      'interactive',
      'image',
      'document',
      'audio',
      'video',
      'sticker',
      'location',
      'contacts',
      'reaction',
    ])
    .optional(),
  text: text.optional(),
  template: template.optional(),
  interactive: interactive.optional(),
  image: media.optional(),
  document: media.optional(),
  audio: media.optional(),
  video: media.optional(),
  sticker: media.optional(),
  location: z.looseObject({ latitude: z.number(), longitude: z.number() }).optional(),
  contacts: z.array(z.unknown()).optional(),
  reaction: z.looseObject({ message_id: z.string(), emoji: z.string() }).optional(),
  context: z.looseObject({ message_id: z.string() }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
});
const read = z.object({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.object({ type: z.literal('text') }).optional(),
});

export type OutboundMessage = z.infer<typeof base> & { type: NonNullable<z.infer<typeof base>['type']> };
export type ReadReceipt = z.infer<typeof read>;
export type CheckedBody =
  | { kind: 'message'; message: OutboundMessage }
  | { kind: 'read'; receipt: ReadReceipt }
  | { kind: 'wrong'; code: 100 | 131009; details: string };

const wrong = (details: string, code: 100 | 131009 = 100): CheckedBody => ({ kind: 'wrong', code, details });

function complain(error: z.ZodError): CheckedBody {
  const [issue] = error.issues;
  const where = issue?.path.join('.') || 'body';
  return wrong(
    `${where}: ${issue?.message ?? 'invalid'}`,
    (issue?.path.length ?? 0) > 1 || issue?.code === 'too_big' ? 131009 : 100,
  );
}

/** Judges a body of `POST /{version}/{phone-number-id}/messages`. */
export function checkBody(body: unknown): CheckedBody {
  if (typeof body !== 'object' || body === null) return wrong('The body is no JSON object');
  if ('status' in body) {
    const receipt = read.strict().safeParse(body);
    return receipt.success ? { kind: 'read', receipt: receipt.data } : complain(receipt.error);
  }
  const parsed = base.strict().safeParse(body);
  if (!parsed.success) return complain(parsed.error);
  return checkTogether(parsed.data);
}

function checkTogether(message: z.infer<typeof base>): CheckedBody {
  const type = message.type ?? 'text';
  if (message.to === undefined && message.recipient === undefined)
    return wrong('The parameter to is required.');
  if (message.to !== undefined && !/^\+?[\d\s()-]{5,20}$/.test(message.to))
    return wrong(`to: "${message.to}" is no phone number`, 131009);
  if (message[type] === undefined) return wrong(`The parameter ${type} is required for type ${type}.`);
  return { kind: 'message', message: { ...message, type } };
}
