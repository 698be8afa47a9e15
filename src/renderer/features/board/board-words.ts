// What a row of the floor says, in the language on screen.
import type { BoardAgent, BoardCall } from '../../../shared/board.ts';
import type { StateReason } from '../../../shared/desk.ts';
import type { Language } from '../../../shared/lead.ts';
import type { Translate } from '../../i18n/use-words.ts';
import type { Tone } from '../../ui/marks.tsx';
import { reasonInWords } from '../shell/agent-state.ts';
import { phaseOf, type EscalatedCall } from './board-rows.ts';

const propertyTypes = [
  ...(['studio', 'condo', 'penthouse', 'villa'] as const),
  ...(['residence', 'lot', 'fractional'] as const),
];

/** `Los Cabos, residencia`; empty where nothing is known yet. */
export function interestInWords(
  { destination, propertyType }: Pick<BoardCall, 'destination' | 'propertyType'>,
  t: Translate,
): string {
  const known = propertyTypes.find((one) => one === propertyType);
  const type = known ? t(`propertyType.${known}`).toLocaleLowerCase() : propertyType;
  return [destination, type].filter((part) => part !== null && part !== '').join(', ');
}

/** `Oferta`; of a call that a person has, whose it is. */
export function stepInWords(
  { step, agentName }: Pick<BoardCall, 'step' | 'agentName'>,
  t: Translate,
): string {
  if (step === 'with-person' && agentName !== null) return t('board.calls.withPerson', { name: agentName });
  return t(`board.step.${step}`);
}

/** Where an escalation stands: `2 · Andrea Luna`. */
export function rungInWords({ escalation }: EscalatedCall, t: Translate): string {
  const { step, target, agentName } = escalation;
  const who =
    target === 'hunt-pilot' ? t('board.escalations.group') : (agentName ?? t('board.escalations.looking'));
  return t('board.escalations.at', { step, who });
}

export interface AgentSign {
  word: string;
  tone: Tone;
  hollow: boolean;
}

/** The sign of the look's table of states, with the reason's own word where there is one. */
export function agentSign(
  agent: BoardAgent,
  { reasons, language }: { reasons: readonly StateReason[]; language: Language },
  t: Translate,
): AgentSign {
  const phase = phaseOf(agent);
  if (phase === 'ringing') return { word: t('state.ringing'), tone: 'ring', hollow: false };
  if (phase === 'talking') return { word: t('state.onCall'), tone: 'accent', hollow: false };
  if (phase === 'available') return { word: t('state.available'), tone: 'accent', hollow: false };
  if (phase === 'unreachable') return { word: t('board.agents.noPhone'), tone: 'bad', hollow: true };
  const word = reasonInWords(agent.stateReason, { reasons, language }, t) ?? t(`state.${phase}`);
  return { word, tone: 'neutral', hollow: true };
}
