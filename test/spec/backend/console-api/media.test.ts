/** Attachments come from Meta in two steps, and nothing a stranger sends is ever run, or followed to where it leads. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { disposition, safeType } from '../../../../src/backend/console-api/media.ts';
import type { TimelineItem } from '../../../../src/shared/timeline.ts';
import type { StreamEvent } from '../../../../src/shared/events.ts';
import {
  attachmentContent,
  attachments,
  sampleMedia,
  type Attachment,
} from '../../../../src/simulators/whatsapp/sample-media.ts';
import { startDesk } from '../../../support/chat-desk.ts';
import { testStores } from '../../../support/stores.ts';
import { talk, leadOf } from '../../../support/whatsapp-talk.ts';

const stores = await testStores();
const desk = await startDesk(stores);
const { whatsapp } = desk.journey;
const andrea = await desk.person();
afterAll(() => desk.close());
afterEach(() => Object.assign(whatsapp.media, { misleadTo: undefined, failing: undefined }));

/** Somebody sends it; the entry of it in the lead's story. */
async function receive(content: ReturnType<typeof attachmentContent>): Promise<TimelineItem> {
  const who = talk(desk.journey);
  await who.sayAndWait(content);
  const { id } = await leadOf(desk.journey, who);
  const item = (await desk.timeline(id, andrea)).find(({ author }) => author === 'lead');
  if (item === undefined) throw new Error('the message is not in the story');
  return item;
}
const open = (id: string, token = andrea.token): Promise<Response> =>
  fetch(`${desk.api.url}/api/media/${id}`, { headers: { authorization: `Bearer ${token}` } });
const errorOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as { error: { reason: string } }).error.reason,
];

describe('an attachment', () => {
  it.each<[Attachment, string, string]>([
    ['picture', 'image/png', 'inline; filename="image.png"'],
    ['voice', 'audio/ogg', 'inline; filename="audio.ogg"'],
    ['sticker', 'image/webp', 'inline; filename="sticker.webp"'],
    ['document', 'application/pdf', 'inline; filename="lo-que-busco.pdf"'],
  ])('that is a %s comes byte for byte, as %s', async (kind, type, shown) => {
    const item = await receive(attachmentContent(kind, { caption: 'Miren' }));
    const { mimeType, fileName = null, bytes } = sampleMedia[kind];
    expect(item.media).toEqual({ mimeType, fileName, caption: 'Miren' });
    const answer = await open(item.id);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('content-disposition')).toContain(shown);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toMatch(/^private/);
    expect(answer.headers.get('content-length')).toBe(String(bytes.length));
  });

  it('is told of in the lead’s stream with its kind and name', async () => {
    const item = await receive(attachmentContent('document'));
    const { rows } = await desk.api.db.query<StreamEvent<'message.received'>>(
      `SELECT data FROM events WHERE type = 'message.received' AND data->>'interactionId' = $1`,
      [item.id],
    );
    expect(rows[0]?.data).toMatchObject({
      kind: 'document',
      media: { mimeType: 'application/pdf', caption: null, fileName: 'lo-que-busco.pdf' },
    });
  });

  it('that a browser could run is only ever saved, as plain bytes', async () => {
    const file = whatsapp.media.put({
      ...{ mimeType: 'text/html', bytes: Buffer.from('<script>alert(1)</script>'), fileName: 'plano.html' },
    });
    const item = await receive(attachmentContent('document', { file }));
    const answer = await open(item.id);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('of several megabytes comes whole', async () => {
    const bytes = Buffer.alloc(6 * 1024 * 1024, randomUUID());
    const file = whatsapp.media.put({ mimeType: 'application/pdf', bytes, fileName: 'catálogo 2026.pdf' });
    const answer = await open((await receive(attachmentContent('document', { file }))).id);
    const hash = (given: Buffer): string => createHash('sha256').update(given).digest('hex');
    expect(hash(Buffer.from(await answer.arrayBuffer()))).toBe(hash(bytes));
    expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''cat%C3%A1logo%202026.pdf");
  });
});

describe('what cannot be had', () => {
  it('is not found once it is gone, where there never was any, and for a text', async () => {
    const file = whatsapp.media.put({ mimeType: 'image/png', bytes: Buffer.from('x') });
    const item = await receive(attachmentContent('picture', { file }));
    whatsapp.media.forget(file.id);
    expect(await errorOf(await open(item.id))).toEqual([404, 'media-gone']);
    expect(await errorOf(await open(randomUUID()))).toEqual([404, 'media-gone']);
    const { leadId } = await desk.lead();
    const [text] = await desk.timeline(leadId, andrea);
    expect(text?.media).toBeUndefined();
    expect(await errorOf(await open(text!.id))).toEqual([404, 'media-gone']);
  });

  it('is said in words while Meta does not give it, and comes once Meta is back', async () => {
    const item = await receive(attachmentContent('picture'));
    whatsapp.media.failing = 503;
    expect(await errorOf(await open(item.id))).toEqual([502, 'media-no-answer']);
    whatsapp.media.failing = undefined;
    const back = await open(item.id);
    expect(back.status).toBe(200);
    await back.arrayBuffer();
  });

  it('is nobody’s without a session', async () => {
    const item = await receive(attachmentContent('picture'));
    expect((await open(item.id, 'x'.repeat(43))).status).toBe(401);
  });

  it('is never fetched from another host, and our token never goes there', async () => {
    const visits: (string | undefined)[] = [];
    const stranger = createServer((request, response) => {
      visits.push(request.headers.authorization);
      response.end('secret');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    try {
      const item = await receive(attachmentContent('picture'));
      whatsapp.media.misleadTo = `http://127.0.0.1:${port}/latest/meta-data`;
      expect(await errorOf(await open(item.id))).toEqual([502, 'media-no-answer']);
      expect(visits).toEqual([]);
    } finally {
      stranger.close();
    }
  });
});

describe('names and types', () => {
  it.each([
    ['image/jpeg', 'image/jpeg'],
    ['AUDIO/OGG; codecs=opus', 'audio/ogg'],
    ['image/svg+xml', 'application/octet-stream'],
    ['text/html', 'application/octet-stream'],
    ['constructor', 'application/octet-stream'],
    [null, 'application/octet-stream'],
  ])('%s is passed on as %s', (given, type) => expect(safeType(given)).toBe(type));

  it('a name cannot break out of its header', () => {
    const header = disposition('application/pdf', {
      kind: 'document',
      fileName: 'a"\r\nSet-Cookie: x=1;ñ\ud800.pdf',
    });
    expect(header).not.toMatch(/[\r\n]/);
    expect(header.match(/"/g)).toHaveLength(2);
    expect(header).toContain('%C3%B1');
  });

  it('every kind of attachment has its sample', () =>
    expect(Object.keys(sampleMedia)).toEqual([...attachments]));
});
