/** Pictures, voices and files that leads send: passed on as they come, and never as something a browser would run. */
import type { FastifyPluginCallback, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { GatewayError } from '../gateways/gateway-error.ts';
import type { OpenMedia } from '../gateways/whatsapp-media.ts';
import { attachmentOf, type Attachment } from '../store/whatsapp-messages.ts';
import { maySeeLead } from './access.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';

const byInteraction = z.object({ interactionId: z.uuid() });
const oneHourS = 3_600;

/** What WhatsApp carries (Cloud API, "Supported media types") and a browser only shows; the rest are bytes to save. */
const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'video/3gpp': '3gp',
  'video/mp4': 'mp4',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'application/msword': 'doc',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
};
const unknown = 'application/octet-stream';

/** `GET /api/media/:interactionId`. */
export function mediaRoutes({
  db,
  whatsapp,
  log,
}: Pick<Deps, 'db' | 'whatsapp' | 'log'>): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/media/:interactionId', async (request, reply) => {
      const { interactionId } = checked(byInteraction, request.params);
      const attachment = await attachmentOf(db, interactionId);
      if (attachment === undefined || !maySeeLead(sessionOf(request), attachment.leadId)) throw gone();
      const media = await whatsapp.openMedia(attachment.mediaId).catch((error: unknown) => {
        log.info({ err: error, interactionId }, 'whatsapp: an attachment could not be opened');
        throw problemOf(error);
      });
      return passOn(reply, media, attachment);
    });
    done();
  };
}

function passOn(reply: FastifyReply, media: OpenMedia, attachment: Attachment): FastifyReply {
  const type = safeType(media.mimeType ?? attachment.mimeType);
  void reply
    .type(type)
    .header('content-disposition', disposition(type, attachment))
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', `private, max-age=${oneHourS}`);
  if (media.sizeBytes !== null) void reply.header('content-length', media.sizeBytes);
  return reply.send(media.stream);
}

/** A type that is safe to pass on; anything a browser could run, and anything unheard of, becomes plain bytes. */
export function safeType(given: string | null): string {
  const type = given?.split(';')[0]?.trim().toLowerCase() ?? unknown;
  return Object.hasOwn(endings, type) ? type : unknown;
}

/** Shown in place where it can be seen or heard, saved otherwise; the name as RFC 6266 and RFC 8187 want it. */
export function disposition(type: string, { fileName, kind }: Pick<Attachment, 'fileName' | 'kind'>): string {
  const isShown = /^(?:image|audio|video)\/|^application\/pdf$/.test(type);
  const name = fileName ?? `${kind}${endings[type] === undefined ? '' : `.${endings[type]}`}`;
  const plain = name.replaceAll(/[^\w. -]/g, '_');
  const escaped = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${isShown ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${escaped}`;
}

function problemOf(error: unknown): unknown {
  if (!(error instanceof GatewayError)) return error;
  if (error.code === 413)
    return new ApiProblem('too-large', 'This attachment is larger than 100 MB and cannot be shown here.', {
      reason: 'media-too-large',
      params: { megabytes: 100 },
    });
  if (error.failure === 'rejected') return gone();
  return new ApiProblem(
    'no-answer',
    `WhatsApp did not give this attachment (${error.words}). Try again in a minute.`,
    { reason: 'media-no-answer' },
  );
}

function gone(): ApiProblem {
  return new ApiProblem('not-found', 'This attachment is gone: WhatsApp keeps them for 30 days only.', {
    reason: 'media-gone',
  });
}
