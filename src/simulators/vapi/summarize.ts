/** The summary of a call as a model writes it: for the person who takes over, so without a word of ours for tools. */
import type { Language } from '../../shared/lead.ts';
import { home, money } from './phrases.ts';
import type { SimulatedCall } from './simulated-call.ts';

type Words = Record<Language, string>;

/** What the person wanted, told by the tool that was asked for it. */
const wishes: Record<string, Words> = {
  check_availability: { es: 'quiso saber qué hay disponible', en: 'wanted to know what is available' },
  get_pricing: { es: 'preguntó por precios', en: 'asked about prices' },
  schedule_appointment: { es: 'quiso agendar una visita', en: 'wanted to book a visit' },
  escalate_to_human: { es: 'pidió hablar con una persona', en: 'asked to speak with a person' },
};

const endings: Record<SimulatedCall['outcome'], Words | undefined> = {
  interested: undefined,
  appointment_scheduled: { es: 'La visita quedó agendada.', en: 'The visit is booked.' },
  escalated_to_human: {
    es: 'La llamada se transfirió a un asesor.',
    en: 'The call was transferred to an agent.',
  },
  callback_promised: {
    es: 'Nadie pudo tomar la llamada y pidió que le llamemos mañana.',
    en: 'Nobody could take the call, and they asked us to call back tomorrow.',
  },
  not_interested: { es: 'Al final dijo que ya no le interesa.', en: 'In the end they are not interested.' },
};

const unanswered: Words = { es: 'La llamada no fue contestada.', en: 'The call was not answered.' };

/** Two or three sentences about the call, in its language. */
export function summarize(call: SimulatedCall): string {
  const { language, outcome } = call;
  if (!call.startedAt) return unanswered[language];
  const sentences = [wanted(call), asked(call), endings[outcome]?.[language]];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

function wanted({ behaviour: { facts }, language }: SimulatedCall): string {
  return language === 'es'
    ? `Busca ${home(facts, 'es')}, con un presupuesto de hasta ${money(facts, 'es')}.`
    : `Looking for ${home(facts, 'en')}, with a budget of up to ${money(facts, 'en')}.`;
}

/** Whoever only chatted asked for nothing; a tool that has no words here stays unsaid. */
function asked({ lines, language }: SimulatedCall): string | undefined {
  const used = lines.flatMap((line) => (line.role === 'tool_call_result' ? [line.name] : []));
  const said = [...new Set(used)].flatMap((name) => wishes[name]?.[language] ?? []);
  if (said.length === 0) return undefined;
  const list = new Intl.ListFormat(language, { type: 'conjunction' }).format(said);
  return language === 'es' ? `${list.charAt(0).toUpperCase()}${list.slice(1)}.` : `They ${list}.`;
}
