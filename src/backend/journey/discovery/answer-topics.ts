/** What the lead asks is answered from the inventory, in a sentence, and only where it is so. */
import type { Currency, Language, LeadProfile } from '../../../shared/lead.ts';
import type { PriceFacts } from '../../store/inventory.ts';
import { sayMoney, type Phrases } from './phrases.ts';
import type { ReplyInput } from './plan-reply.ts';

type Asked = Pick<ReplyInput, 'intent' | 'stock' | 'score' | 'hasStaff'>;

/** Sentences that answer what was asked, and what must be said unasked: that we have none, or none so cheap. */
export function answerTopics(input: Asked, say: Phrases): string[] {
  const { topics, profile, learned, asksIfRobot } = input.intent;
  const { wanted, properties } = input.stock;
  const where = profile.location ?? null;
  const staffed = input.hasStaff ? say.photosLater : say.photosNone;
  return [
    ...(asksIfRobot ? [say.robot] : []),
    ...stockAnswers(input, say),
    ...(wanted !== undefined && topics.includes('financing')
      ? [say.financing(wanted.downPaymentPct, wanted.financingMonths)]
      : []),
    ...(topics.includes('address') && where !== null && properties.length > 0
      ? [say.address(new Intl.ListFormat(input.intent.language).format(properties), where)]
      : []),
    ...(topics.includes('photos') ? [staffed] : []),
    ...(learned.includes('email') && input.hasStaff ? [say.mailLater] : []),
    ...(topics.includes('visit') ? [say.visit] : []),
  ];
}

function stockAnswers({ intent, stock, score }: Asked, say: Phrases): string[] {
  const { topics, profile, learned, language } = intent;
  const { wanted } = stock;
  const names = profile.property_type === undefined ? say.homes : say.types[profile.property_type];
  const where = profile.location ?? null;
  const isWishNew = learned.includes('location') || learned.includes('property_type');
  const asks = topics.includes('price') || topics.includes('availability');
  if (wanted === undefined)
    return where !== null && (asks || isWishNew) ? [say.noneOf(names.many, where)] : [];
  const cheapest = cheapestOf(wanted, profile, language);
  const isBelow = score.budget_fit === 'below' && (isWishNew || learned.includes('budget'));
  return [
    ...(isBelow ? [say.budgetBelow(names.many, where, cheapest)] : []),
    ...(topics.includes('price') ? [priceAnswer(wanted, say, { what: names.many, where, language })] : []),
    ...(topics.includes('availability') && !topics.includes('price')
      ? [say.available(wanted.units, wanted.units === 1 ? names.one : names.many, where, cheapest)]
      : []),
  ];
}

/** Dollars for English, pesos for Spanish, unless the lead counts in the other. */
function cheapestOf(facts: PriceFacts, { budget }: LeadProfile, language: Language): string {
  const currency = budget?.currency ?? usual(language);
  return sayMoney(currency === 'USD' ? facts.minUsd : facts.minMxn, currency, language);
}

function priceAnswer(
  facts: PriceFacts,
  say: Phrases,
  { what, where, language }: { what: string; where: string | null; language: Language },
): string {
  const currency = usual(language);
  const [min, max] = currency === 'USD' ? [facts.minUsd, facts.maxUsd] : [facts.minMxn, facts.maxMxn];
  return say.priceFrom(what, where, sayMoney(min, currency, language), sayMoney(max, currency, language));
}

const usual = (language: Language): Currency => (language === 'es' ? 'MXN' : 'USD');
