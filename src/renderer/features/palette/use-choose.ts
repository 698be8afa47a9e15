// What choosing a line of the palette does.
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openSearch } from '../../stores/day.ts';
import { closeOverlay } from '../../stores/overlays.ts';
import { openView } from '../../stores/preferences.ts';
import { useDial } from '../call/use-dial.ts';
import { openHit } from '../search/open-hit.ts';
import { tell } from '../tell.tsx';
import type { PaletteItem } from './palette-items.ts';

/** The number that a line can be called at, or undefined. */
export function numberOf(item: PaletteItem): string | undefined {
  if (item.kind === 'dial') return item.number;
  if (item.kind === 'person') return item.entry.number;
  return item.kind === 'lead' ? (item.lead.phone ?? undefined) : undefined;
}

/** `choose` does what the line says; `call` calls whom it names. Both close the palette first. */
export function useChoose(text: string): {
  choose: (item: PaletteItem) => void;
  call: (item: PaletteItem) => void;
} {
  const { t } = useWords();
  const { openLead } = useActions();
  const { dial, obstacle } = useDial();
  const call = (item: PaletteItem) => {
    const number = numberOf(item);
    if (number === undefined) return;
    closeOverlay();
    if (obstacle !== undefined) return void tell(obstacle, t);
    openView('desk');
    dial(number);
  };
  const choose = (item: PaletteItem) => {
    if (item.kind === 'dial' || item.kind === 'person') return call(item);
    closeOverlay();
    if (item.kind === 'command') return item.command.run();
    if (item.kind === 'all') return openSearch(text.trim());
    if (item.kind === 'hit') return openHit(item.hit, openLead);
    openLead(item.lead.id);
    openView('desk');
  };
  return { choose, call };
}
