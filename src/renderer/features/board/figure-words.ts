// What stands under a figure of the floor: its limit, and of the service level the time that counts. The same on the wall.
import type { BoardFigures } from '../../../shared/board.ts';
import { limitInWords } from '../../i18n/alert-words.ts';
import type { Translate } from '../../i18n/use-words.ts';
import type { FloorKey } from './board-limits.ts';

interface Under {
  figures: BoardFigures | undefined;
  limit: number | null;
}

/** `límite 8`, `mínimo 80 % en 20 s`; empty before anything has come. */
export function underFigure(name: FloorKey, { figures, limit }: Under, t: Translate): string {
  if (!figures) return '';
  const seconds = name === 'serviceLevel' ? figures.serviceLevelSeconds : undefined;
  const within = seconds === undefined ? '' : t('board.within', { time: `${seconds}\u00a0s` });
  if (limit === null) return within || t('board.noLimit');
  return [limitInWords(name, limit, t), within].filter(Boolean).join(' ');
}
