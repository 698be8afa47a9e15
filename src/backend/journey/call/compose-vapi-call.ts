/** The seed's call configuration in today's field names (https://docs.vapi.ai/api-reference/calls/create). Pure. */
import { leadName } from '../../store/leads.ts';
import type { Env } from '../../env.ts';
import type { VapiCallRequest } from '../../gateways/vapi.ts';
import { toolDefinitions, type ToolDefinition } from '../../tools/tool-definitions.ts';
import type { CallContext } from './prepare-context.ts';
import { firstMessage, systemPrompt } from './sofia-prompt.ts';

export type Assistant = NonNullable<VapiCallRequest['assistant']>;
type Server = NonNullable<Assistant['server']>;
type Tools = NonNullable<Extract<NonNullable<Assistant['model']>, { provider: 'openai' }>['tools']>;

export type ComposeEnv = Pick<
  Env,
  | 'HOST'
  | 'PORT'
  | 'PUBLIC_URL'
  | 'VAPI_PHONE_NUMBER_ID'
  | 'VAPI_SERVER_SECRET'
  | 'VAPI_CREDENTIAL_ID'
  | 'VAPI_MODEL'
  | 'VAPI_VOICE_ID'
  | 'VAPI_MAX_CALL_S'
>;

/** Vapi cuts names at 40 characters with an error. */
const longestName = 40;
const serverTimeoutSeconds = 20;

/** Asked for by name: the defaults leave out `transcript` and `transfer-update`. */
export const serverMessages = [
  'status-update',
  'transcript',
  'conversation-update',
  'speech-update',
  'user-interrupted',
  'language-change-detected',
  'tool-calls',
  'transfer-destination-request',
  'transfer-update',
  'hang',
  'end-of-call-report',
] as const;

/** The whole body of POST /call. `customer.externalId` is our call id: by it a call is found again after a crash. */
export function composeVapiCall(context: CallContext, env: ComposeEnv, now: Date): VapiCallRequest {
  const { call, lead } = context;
  if (lead.phone === null) throw new Error('A lead without a number cannot be called.');
  const name = leadName(lead);
  return {
    phoneNumberId: env.VAPI_PHONE_NUMBER_ID,
    customer: {
      number: lead.phone,
      externalId: call.id,
      ...(name === lead.phone ? {} : { name: name.slice(0, longestName) }),
    },
    assistant: {
      ...composeAssistant({ firstMessage: firstMessage(context), prompt: systemPrompt(context, now) }, env),
      metadata: { callId: call.id, leadId: lead.id, mode: call.mode },
    },
  };
}

/** Sofia with her voice, tools and analysis, whoever speaks first to whom. */
export function composeAssistant(
  words: { firstMessage: string; prompt: string },
  env: ComposeEnv,
): Assistant {
  return {
    name: 'Sofia',
    firstMessage: words.firstMessage,
    firstMessageMode: 'assistant-speaks-first',
    model: {
      provider: 'openai',
      model: env.VAPI_MODEL as 'gpt-4.1',
      temperature: 0.7,
      maxTokens: 500,
      messages: [{ role: 'system', content: words.prompt }],
      tools: composeTools(env),
    },
    voice: {
      provider: '11labs',
      voiceId: env.VAPI_VOICE_ID,
      model: 'eleven_turbo_v2_5',
      stability: 0.5,
      similarityBoost: 0.8,
    },
    // Leads change between Spanish and English in mid-sentence; the default listens to English only.
    transcriber: { provider: 'deepgram', model: 'nova-3', language: 'multi' },
    voicemailDetection: { provider: 'vapi' },
    maxDurationSeconds: env.VAPI_MAX_CALL_S,
    server: {
      ...serverAt('/webhooks/vapi', env),
      // Vapi repeats nothing unless asked; a repeated message changes nothing here.
      backoffPlan: {
        type: 'exponential' as unknown as Record<string, unknown>,
        maxRetries: 5,
        baseDelaySeconds: 1,
      },
    },
    serverMessages: [...serverMessages],
    analysisPlan,
  };
}

function composeTools(env: ComposeEnv): Tools {
  const asTool = ({ name, path, description, parameters }: ToolDefinition): Tools[number] => ({
    type: 'function',
    function: { name, description, parameters: parameters as never },
    server: serverAt(path, env),
  });
  return [...toolDefinitions.map(asTool), { type: 'endCall' }];
}

function serverAt(path: string, env: ComposeEnv): Server {
  const { PUBLIC_URL, VAPI_SERVER_SECRET: secret, VAPI_CREDENTIAL_ID: credentialId } = env;
  return {
    url: new URL(path, PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).href,
    timeoutSeconds: serverTimeoutSeconds,
    ...(secret === undefined ? {} : { headers: { 'X-Vapi-Secret': secret } }),
    ...(credentialId === undefined ? {} : { credentialId }),
  };
}

/** The same body with the secrets out of it, for the database, the cache and the screen. */
export function withoutSecrets<T>(config: T): T {
  return JSON.parse(
    JSON.stringify(config, (key, value: unknown) => (key === 'headers' ? undefined : value)),
  ) as T;
}

/** What Vapi's analysis is asked for; `outcome` uses the words of shared/call.ts. */
export const structuredDataSchema = {
  type: 'object' as const,
  properties: {
    outcome: {
      type: 'string' as const,
      enum: [
        'appointment_scheduled',
        'escalated_to_human',
        'callback_promised',
        'not_qualified',
        'interested',
        'not_interested',
        'opted_out',
        'voicemail',
      ],
      description: 'How the conversation ended, from the customer’s point of view.',
    },
    next_step: { type: 'string' as const, description: 'What we should do next, in one sentence.' },
    objections: {
      type: 'array' as const,
      items: { type: 'string' as const },
      description: 'What holds the customer back.',
    },
    callback_time: {
      type: 'string' as const,
      description:
        'When the customer wants to be called back, in their own words with day and hour (e.g. “mañana a las 5”), or as YYYY-MM-DDTHH:MM on their clock. Leave out if they named no time.',
    },
  },
  required: ['outcome'],
};

const analysisPlan: NonNullable<Assistant['analysisPlan']> = {
  summaryPlan: {
    enabled: true,
    timeoutSeconds: 20,
    messages: [
      {
        role: 'system',
        content:
          'Sum up this sales call for the agent who takes over, in the language of the call, in at most four sentences: who, what they want, budget, when, objections, what was promised.',
      },
      { role: 'user', content: 'Transcript:\n\n{{transcript}}\n\nEnded because: {{endedReason}}' },
    ],
  },
  structuredDataPlan: {
    enabled: true,
    timeoutSeconds: 20,
    schema: structuredDataSchema,
    messages: [
      { role: 'system', content: 'Extract the data from the transcript by this schema:\n\n{{schema}}' },
      { role: 'user', content: 'Transcript:\n\n{{transcript}}\n\nEnded because: {{endedReason}}' },
    ],
  },
};
