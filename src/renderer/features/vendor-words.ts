// What Meta and Vapi say by code becomes what an agent can do; what we do not know is shown as theirs.
import type { es } from '../i18n/es.ts';
import type { Translate } from '../i18n/use-words.ts';

type MetaWords = keyof typeof es.meta;
type VapiWords = keyof typeof es.vapi;

/** Cloud API error codes (developers.facebook.com, WhatsApp Business Platform: Error codes). */
const metaCodes: [MetaWords, readonly number[]][] = [
  ['undeliverable', [131026]],
  ['withheld', [131049]],
  ['stopped', [131050]],
  ['experiment', [130472]],
  ['unsupported', [131051]],
  ['tooFast', [131056]],
  ['busy', [4, 80007, 130429, 131048]],
  ['ownNumber', [131021]],
  ['notAllowed', [131030]],
  ['country', [130497]],
  ['media', [131052, 131053]],
  ['templateFields', [132000, 132012, 132018]],
  ['templateLong', [132005]],
  ['templateGone', [132001, 132007, 132015, 132016, 132068, 132069]],
  ['restricted', [368, 131031]],
  ['setup', [3, 10, 190, 200, 131005, 131045, 133010]],
  ['payment', [131042]],
  ['invalid', [33, 100, 131008, 131009]],
  ['fault', [1, 2, 131000, 131016, 131057, 133004]],
];
const metaWords = new Map(metaCodes.flatMap(([word, codes]) => codes.map((code) => [code, word] as const)));

/** What Meta's code means to whoever wrote; its own text, marked as its own, where we know no better. */
export function metaFailureInWords(code: number | undefined, text: string | undefined, t: Translate) {
  if (code === 131047) return t('notSent.window-closed');
  const word = code === undefined ? undefined : metaWords.get(code);
  if (word !== undefined) return t(`meta.${word}`);
  return text === undefined || text === '' ? undefined : t('vendorSays.meta', { text });
}

/**
 * Vapi's `endedReason` (docs.vapi.ai, Call ended reasons) and what we note ourselves of a call that was not placed.
 * Of the hundreds of reasons most name a part of the machine: the first that fits says it.
 */
const vapiReasons: [VapiWords, RegExp][] = [
  ['noAnswer', /^customer-did-not-answer$/],
  ['busy', /^customer-busy$|486-busy/],
  ['voicemail', /^voicemail$/],
  ['silence', /^silence-timed-out$/],
  ['tooLong', /^exceeded-max-duration$/],
  ['wrongNumber', /misdialed|404-not-found|604-does-not-exist|484-address-incomplete|invalid-phone-number/],
  ['unreachable', /408-request-timeout|480-temporarily-unavailable/],
  ['declined', /603-decline|^customer-rejected|vonage-rejected/],
  ['customerEnded', /^customer-ended-call/],
  ['aiEnded', /^assistant-(ended-call|said-end-call-phrase)/],
  ['forwarded', /^assistant-forwarded-call$/],
  ['notForwarded', /^call\.forwarding\./],
  ['cancelled', /^manually-canceled$/],
  [
    'setup',
    /^could not be composed:|^(assistant|phone-number)-not-(found|valid|provided)$|^assistant-request-/,
  ],
  ['lost', /^Vapi did not keep the call in \d+ attempts$/],
  [
    'line',
    /^call\.start\.error|sip|twilio|vonage|telnyx|phone-call-provider|transport|failed-to-connect|get-assistant|never-connected/,
  ],
  [
    'ai',
    /pipeline|assistant-error|providerfault|llm|voice|transcriber|model|join-timed-out|worker|database|unknown-error/,
  ],
];

/** What Vapi said of a call that ended or failed; unknown words are shown as Vapi's. */
export function callFailureInWords(text: string, t: Translate): string {
  const [word] = vapiReasons.find(([, fits]) => fits.test(text)) ?? [];
  if (word !== undefined && (!text.includes(' ') || exact.includes(word))) return t(`vapi.${word}`);
  return t('vendorSays.vapi', { text: text.replace(/^vapi \w+: /, '') });
}
/** Ours: sentences, not codes. */
const exact: readonly VapiWords[] = ['setup', 'lost'];
