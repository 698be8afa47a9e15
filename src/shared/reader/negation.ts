/** "No quiero Acapulco" names Acapulco and means the opposite; so every mention is asked whether it was denied. */
import { clauseAround, type Span, type Text } from './text.ts';

const denies =
  /\b(?:no|not|ni|nunca|never|tampoco|sin|nada de|dont|don't|doesn't|doesnt|isn't|isnt|wouldn't|hate|except|excepto|salvo|menos en|other than|instead of|rather than|en vez de|en lugar de|without)\b/;
/** Phrases with "no" in them that deny nothing about what follows. */
const deniesNothing =
  /\b(?:no (?:se|sabemos) si|no he|no hemos|no estoy segur[oa]|no estamos segur[oa]s|no tienen|no tendran|no tienes|no hay|no habra|no importa|no problem|no rush|no hurry|no solo|no se|not only|not sure|don't you|dont you|don't know|dont know|don't mind|why not|por que no|y si no|no conozco|como no|no mas de|no more than|no tengo prisa|sin prisa)\b/g;
const deniedAfter =
  /^\s*(?:(?:definitivamente|de plano|ya|la verdad|really|just)\s+)?(?:no(?:\s*$|\s+(?:me|nos|gracias|quiero|queremos|por favor|thanks|porque))|not\b|is not\b|isn't\b|isnt\b)/;

/** True if the mention at `span` is one the lead does not want. */
export function isDenied(text: Text, span: Span): boolean {
  if (/\b(?:anything but|menos)(?: en| el| la)? (?:\w+ )?$/.test(text.folded.slice(0, span.start)))
    return true;
  const { before, after } = clauseAround(text, span);
  return denies.test(before.replace(deniesNothing, ' ').slice(-60)) || deniedAfter.test(after);
}
