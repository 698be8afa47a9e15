/** Where attachments lie: asked for by id, fetched from an address of a few minutes' life, and only with the token. */
import { createHash, randomBytes } from 'node:crypto';
import type { Answered, Asked } from '../http/serve.ts';
import { graphError } from './graph-errors.ts';
import { Random } from '../random.ts';

export interface MediaFile {
  id: string;
  mimeType: string;
  bytes: Buffer;
  fileName?: string | undefined;
}

/** Cloud API, "Media": the address is valid for five minutes. */
const addressLifeMs = 5 * 60_000;

/** Base64 SHA-256, as webhooks carry it. */
export const sha256Of = (bytes: Buffer, form: 'base64' | 'hex' = 'base64'): string =>
  createHash('sha256').update(bytes).digest(form);

export class MediaShelf {
  /** What `url` says instead of the truth: for tests of whoever follows it. */
  misleadTo: string | undefined;
  /** HTTP status of every answer while set: Meta's store is away. */
  failing: number | undefined;
  readonly #files = new Map<string, MediaFile>();
  readonly #tickets = new Map<string, { file: MediaFile; until: number }>();
  readonly #random = new Random(Date.now());

  constructor(files: readonly MediaFile[]) {
    for (const file of files) this.#files.set(file.id, file);
  }

  /** Puts a file on the shelf and gives it an id. */
  put(file: Omit<MediaFile, 'id'>): MediaFile {
    const kept = { ...file, id: this.#random.digits(16) };
    this.#files.set(kept.id, kept);
    return kept;
  }

  /** As after 30 days. */
  forget(id: string): void {
    this.#files.delete(id);
  }

  /** `GET /{version}/{media-id}`. */
  describe(id: string, baseUrl: string): Answered {
    if (this.failing !== undefined) return graphError(131016);
    const file = this.#files.get(id);
    if (file === undefined)
      return graphError(
        100,
        `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
      );
    const ticket = randomBytes(12).toString('hex');
    const until = Date.now() + addressLifeMs;
    this.#tickets.set(ticket, { file, until });
    const query = new URLSearchParams({ mid: id, ext: String(Math.floor(until / 1000)), hash: ticket });
    return {
      status: 200,
      body: {
        messaging_product: 'whatsapp',
        url: this.misleadTo ?? `${baseUrl}/whatsapp_business/attachments/?${query}`,
        mime_type: file.mimeType.split(';')[0],
        sha256: sha256Of(file.bytes, 'hex'),
        file_size: file.bytes.length,
        id,
      },
    };
  }

  /** `GET` of the address in it. */
  fetch({ query }: Asked): Answered {
    if (this.failing !== undefined) return { status: this.failing };
    const ticket = this.#tickets.get(query.get('hash') ?? '');
    if (ticket?.file.id !== query.get('mid') || ticket.until < Date.now()) return { status: 404 };
    const { mimeType, bytes } = ticket.file;
    return { status: 200, body: bytes, headers: { 'content-type': mimeType } };
  }
}
