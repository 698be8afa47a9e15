/** The whole outside world on one machine: WhatsApp, Vapi, an LLM, a PBX and the people. */
import { demoTemplates, staffTemplates, templateLanguages } from '../shared/demo-templates.ts';
import { startLeads, type Leads } from './leads/leads.ts';
import { startLlmSimulator, type LlmSimulator } from './llm/llm.ts';
import type { PbxAccount } from './pbx/digest.ts';
import { startPbx, type Pbx } from './pbx/pbx.ts';
import { startVapiSimulator, type VapiSimulator } from './vapi/vapi.ts';
import { startWhatsAppSimulator, type WhatsAppSimulator } from './whatsapp/whatsapp.ts';

/** What the simulated Meta has approved: the demonstration's templates, those for its staff among them, and the backend's own for follow-ups. */
const approvedTemplates = [
  'seguimiento_vidanta',
  ...[...demoTemplates, ...staffTemplates].map(({ name, language, parameters }) => ({
    name,
    language: templateLanguages[language],
    parameters: parameters.length,
  })),
];

export interface WorldOptions {
  whatsappAppSecret: string;
  whatsappVerifyToken: string;
  whatsappAccessToken?: string | undefined;
  vapiSecret?: string | undefined;
  vapiHmacSecret?: string | undefined;
  vapiApiKey?: string | undefined;
  pbxPort?: number | undefined;
  pbxAccounts?: PbxAccount[] | undefined;
  huntPilot?: string | undefined;
  /** Lines of the hunt pilot; default: every account. */
  huntLines?: string[] | undefined;
  /** Times faster than life. */
  speed?: number | undefined;
  seed?: number | undefined;
  /** First of three ports in a row for WhatsApp, Vapi and the LLM; 0 or undefined takes free ones. */
  firstPort?: number | undefined;
}

export interface World {
  whatsapp: WhatsAppSimulator;
  vapi: VapiSimulator;
  llm: LlmSimulator;
  pbx: Pbx;
  leads: Leads;
  close: () => Promise<void>;
}

/** Starts everything; the backend's address may follow later (`whatsapp.backendUrls`). */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { speed, seed, firstPort } = options;
  const port = (offset: number): number => (firstPort ? firstPort + offset : 0);
  const whatsapp = await startWhatsAppSimulator({
    appSecret: options.whatsappAppSecret,
    verifyToken: options.whatsappVerifyToken,
    accessToken: options.whatsappAccessToken,
    templates: approvedTemplates,
    port: port(0),
    speed,
    seed,
  });
  const vapi = await startVapiSimulator({
    apiKey: options.vapiApiKey,
    secret: options.vapiSecret,
    hmacSecret: options.vapiHmacSecret,
    port: port(1),
    speed,
    seed,
  });
  const llm = await startLlmSimulator({ port: port(2) });
  const pbx = await startPbx({
    port: options.pbxPort ?? 0,
    accounts: options.pbxAccounts ?? [],
    // As an exchange does: whoever waits hears that the line still stands.
    musicOnHold: true,
    ...(options.huntPilot ? { huntPilot: options.huntPilot } : {}),
    ...(options.huntLines ? { huntLines: options.huntLines } : {}),
  });
  const leads = startLeads({ whatsapp, vapi, speed, seed });
  const close = async (): Promise<void> => {
    leads.close();
    await Promise.all([whatsapp.close(), vapi.close(), llm.close(), pbx.stop()]);
  };
  return { whatsapp, vapi, llm, pbx, leads, close };
}
