/** The simulated Meta gives attachments in two steps, as the real one does, and sends approved templates only. */
import { createHash } from 'node:crypto';
import { crc32, inflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { demoTemplates, templateLanguages } from '../../../src/shared/demo-templates.ts';
import { whatsappWebhookProblems } from '../../../src/simulators/contracts/whatsapp-contract.ts';
import {
  attachmentContent,
  attachments,
  sampleMedia,
} from '../../../src/simulators/whatsapp/sample-media.ts';
import { messageChange, webhookBody } from '../../../src/simulators/whatsapp/webhook-bodies.ts';
import { startWhatsAppSimulator } from '../../../src/simulators/whatsapp/whatsapp.ts';

const whatsapp = await startWhatsAppSimulator({
  appSecret: 's',
  verifyToken: 'v',
  accessToken: 'token',
  templates: [
    'anything_goes',
    ...demoTemplates.map(({ name, language, parameters }) => ({
      ...{ name, language: templateLanguages[language], parameters: parameters.length },
    })),
  ],
});
afterAll(() => whatsapp.close());
const get = (url: string, token = 'token'): Promise<Response> =>
  fetch(url, { headers: { authorization: `Bearer ${token}` } });

describe('an attachment', () => {
  it.each([...attachments])(
    '%s is described, and fetched from its address with the token only',
    async (kind) => {
      const { id, bytes } = sampleMedia[kind];
      const described = (await (await get(`${whatsapp.url}/v26.0/${id}`)).json()) as Record<string, string>;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(described).toMatchObject({ messaging_product: 'whatsapp', id, sha256, file_size: bytes.length });
      const answer = await get(described['url']!);
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
      expect((await get(described['url']!, 'another')).status).toBe(401);
      expect((await get(`${described['url']!}0`)).status).toBe(404);
    },
  );

  it.each([...attachments])('%s is announced in a webhook that fits Meta’s schema', (kind) => {
    const change = messageChange(whatsapp.number, {
      ...{ person: { phone: '+523225550101', name: 'Ana' }, wamid: 'wamid.1', at: new Date() },
      content: attachmentContent(kind),
    });
    expect(whatsappWebhookProblems(JSON.parse(webhookBody(whatsapp.number, [change])))).toEqual([]);
  });

  it('that is forgotten does not exist (100)', async () => {
    const { id } = whatsapp.media.put({ mimeType: 'image/png', bytes: Buffer.from('x') });
    whatsapp.media.forget(id);
    const answer = await get(`${whatsapp.url}/v26.0/${id}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 100 } });
  });

  it('of the kind picture is a sound PNG', () => {
    const { bytes } = sampleMedia.picture;
    const size = bytes.readUInt32BE(33);
    expect(bytes.subarray(37, 41).toString()).toBe('IDAT');
    expect(bytes.readUInt32BE(41 + size)).toBe(crc32(bytes.subarray(37, 41 + size)));
    expect(inflateSync(bytes.subarray(41, 41 + size))).toHaveLength(320 * (1 + 480 * 3));
  });

  it('of the kind document has its table of contents where it says', () => {
    const text = sampleMedia.document.bytes.toString('latin1');
    expect(text.slice(Number(/startxref\n(\d+)/.exec(text)?.[1])).startsWith('xref')).toBe(true);
    expect(text.slice(Number(/(\d{10}) 00000 n/.exec(text)?.[1])).startsWith('1 0 obj')).toBe(true);
  });
});

describe('a template', () => {
  const send = async (
    name: string,
    code: string,
    parameters: string[],
  ): Promise<[number, number | undefined]> => {
    const answer = await fetch(`${whatsapp.url}/v26.0/${whatsapp.number.phoneNumberId}/messages`, {
      method: 'POST',
      headers: { authorization: 'Bearer token' },
      body: JSON.stringify({
        ...{ messaging_product: 'whatsapp', to: '523225550101', type: 'template' },
        template: {
          ...{ name, language: { code } },
          components: [{ type: 'body', parameters: parameters.map((text) => ({ type: 'text', text })) }],
        },
      }),
    });
    return [answer.status, ((await answer.json()) as { error?: { code: number } }).error?.code];
  };

  it.each<[string, string, string[], [number, number | undefined]]>([
    ['retomar_conversacion', 'es_MX', ['Ana', 'Andrea'], [200, undefined]],
    ['anything_goes', 'en_US', [], [200, undefined]],
    ['retomar_conversacion', 'fr', ['Ana', 'Andrea'], [404, 132001]],
    ['unheard_of', 'es_MX', [], [404, 132001]],
    ['retomar_conversacion', 'es_MX', ['Ana'], [400, 132000]],
  ])('%s in %s with %j gives %j', async (name, code, parameters, answer) =>
    expect(await send(name, code, parameters)).toEqual(answer),
  );

  it.each([...demoTemplates])(
    '$name ($language) has a name for each of its places',
    ({ body, parameters }) => {
      const places = new Set(body.match(/\{\{\d+\}\}/g));
      expect([...places]).toEqual(parameters.map((_name, index) => `{{${index + 1}}}`));
      expect(parameters.slice(0, 2)).toEqual(['lead', 'agent']);
    },
  );
});
