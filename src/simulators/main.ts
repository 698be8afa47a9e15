/** The simulators as one process: for `npm start` in demo mode, `npm run journey`, and tests across processes. */
import { z } from 'zod';
import { serveControl } from './control-api.ts';
import { startWorld } from './world.ts';

const account = z.object({ user: z.string(), authUser: z.string(), password: z.string() });
const settings = z.object({
  /** Port of the control API; WhatsApp, Vapi and the LLM take the next three. 0 takes free ones. */
  SIM_PORT: z.coerce.number().int().min(0).max(65_000).default(0),
  SIM_PBX_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  SIM_PBX_ACCOUNTS: z
    .string()
    .default('[]')
    .transform((text) => z.array(account).parse(JSON.parse(text))),
  SIM_HUNT_PILOT: z.string().optional(),
  /** Which lines it rings, with commas between them; default: all. */
  SIM_HUNT_LINES: z
    .string()
    .transform((text) => text.split(','))
    .optional(),
  /** How many times faster than life people act. */
  SIM_SPEED: z.coerce.number().positive().default(1),
  SIM_SEED: z.coerce.number().int().default(1),
  /** `loop`: leads come by themselves once the backend is there; `none`: only those that are asked for. */
  SIM_LEADS: z.enum(['loop', 'none']).default('none'),
  BACKEND_URL: z.url().optional(),
  WHATSAPP_APP_SECRET: z.string().min(1),
  WHATSAPP_VERIFY_TOKEN: z.string().min(1),
  WHATSAPP_ACCESS_TOKEN: z.string().optional(),
  VAPI_SECRET: z.string().optional(),
  VAPI_HMAC_SECRET: z.string().optional(),
  VAPI_API_KEY: z.string().optional(),
});

async function main(): Promise<void> {
  const parsed = settings.safeParse(
    Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== '')),
  );
  if (!parsed.success) {
    process.stderr.write(`The simulators cannot start:\n${z.prettifyError(parsed.error)}\n`);
    process.exit(1);
  }
  const env = parsed.data;
  const world = await startWorld({
    whatsappAppSecret: env.WHATSAPP_APP_SECRET,
    whatsappVerifyToken: env.WHATSAPP_VERIFY_TOKEN,
    whatsappAccessToken: env.WHATSAPP_ACCESS_TOKEN,
    vapiSecret: env.VAPI_SECRET,
    vapiHmacSecret: env.VAPI_HMAC_SECRET,
    vapiApiKey: env.VAPI_API_KEY,
    pbxPort: env.SIM_PBX_PORT,
    pbxAccounts: env.SIM_PBX_ACCOUNTS,
    huntPilot: env.SIM_HUNT_PILOT,
    huntLines: env.SIM_HUNT_LINES,
    speed: env.SIM_SPEED,
    seed: env.SIM_SEED,
    firstPort: env.SIM_PORT === 0 ? 0 : env.SIM_PORT + 1,
  });
  if (env.BACKEND_URL !== undefined) world.whatsapp.backendUrls = [env.BACKEND_URL];
  const control = await serveControl(world, env.SIM_PORT);
  const ready = {
    ready: 'simulators',
    whatsappUrl: world.whatsapp.url,
    vapiUrl: world.vapi.url,
    llmUrl: world.llm.url,
    pbx: { host: world.pbx.host, port: world.pbx.port },
    controlUrl: control.url,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  if (env.SIM_LEADS === 'loop') void world.whatsapp.backendKnown().then(() => world.leads.loop());
  const stop = (): void => void Promise.all([control.close(), world.close()]).finally(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

await main();
