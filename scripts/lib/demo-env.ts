/** The configuration of a demonstration: every outside service is a simulator on loopback, every secret is made up anew. */
import { randomBytes } from 'node:crypto';

export interface SimulatorsReady {
  ready: 'simulators';
  whatsappUrl: string;
  vapiUrl: string;
  llmUrl: string;
  controlUrl: string;
  pbx: { host: string; port: number };
}

/** Secrets that both sides of the demonstration share. */
export interface DemoSecrets {
  whatsappAppSecret: string;
  whatsappVerifyToken: string;
  whatsappAccessToken: string;
  vapiSecret: string;
  vapiApiKey: string;
}

const token = (): string => randomBytes(24).toString('hex');

/** Fresh secrets for one run. */
export function makeDemoSecrets(): DemoSecrets {
  return {
    whatsappAppSecret: token(),
    whatsappVerifyToken: token(),
    whatsappAccessToken: token(),
    vapiSecret: token(),
    vapiApiKey: token(),
  };
}

/** What the simulators' process reads. */
export function simulatorsEnv(
  secrets: DemoSecrets,
  options: { speed: number; loop: boolean; accounts: string; huntLines?: readonly string[]; seed: number },
): Record<string, string> {
  return {
    SIM_PORT: '0',
    SIM_SPEED: String(options.speed),
    SIM_LEADS: options.loop ? 'loop' : 'none',
    SIM_SEED: String(options.seed),
    SIM_PBX_ACCOUNTS: options.accounts,
    SIM_HUNT_PILOT: '4100',
    ...(options.huntLines && { SIM_HUNT_LINES: options.huntLines.join(',') }),
    WHATSAPP_APP_SECRET: secrets.whatsappAppSecret,
    WHATSAPP_VERIFY_TOKEN: secrets.whatsappVerifyToken,
    WHATSAPP_ACCESS_TOKEN: secrets.whatsappAccessToken,
    VAPI_SECRET: secrets.vapiSecret,
    VAPI_API_KEY: secrets.vapiApiKey,
  };
}

/** What the backend reads: the same variables as in production, see `.env.example`. */
export function backendEnv(secrets: DemoSecrets, world: SimulatorsReady): Record<string, string> {
  const pbx = `${world.pbx.host}:${world.pbx.port}`;
  return {
    DEMO: '1',
    WHATSAPP_API_URL: world.whatsappUrl,
    WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
    WHATSAPP_ACCESS_TOKEN: secrets.whatsappAccessToken,
    WHATSAPP_APP_SECRET: secrets.whatsappAppSecret,
    WHATSAPP_VERIFY_TOKEN: secrets.whatsappVerifyToken,
    VAPI_API_URL: world.vapiUrl,
    VAPI_API_KEY: secrets.vapiApiKey,
    VAPI_PHONE_NUMBER_ID: '42b4b25d-031e-4786-857f-63b346c9580f',
    VAPI_SERVER_SECRET: secrets.vapiSecret,
    OPENAI_BASE_URL: world.llmUrl,
    OPENAI_API_KEY: 'simulated',
    PBX_TRUNK: pbx,
    PBX_SERVER: pbx,
    PBX_ECHO_NUMBER: '*43',
    PBX_HUNT_PILOT: '4100',
    // A demonstration runs at any hour; in production the lead's own hours decide.
    CALL_HOURS: '00:00-24:00',
  };
}
