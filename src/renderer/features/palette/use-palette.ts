// The state of the open palette: what is typed, what is offered, which line is the chosen one.
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { commandList, listedCommands } from '../../stores/commands.ts';
import { desk } from '../../stores/desk.ts';
import { selectMe, session } from '../../stores/session.ts';
import { orderLeads, work, type Loading } from '../../stores/work.ts';
import { leastLetters, useSearch } from '../search/use-search.ts';
import { paletteGroups, type PaletteGroup, type PaletteItem } from './palette-items.ts';

const shownPlaces = 6;

export interface PaletteState {
  text: string;
  setText: (text: string) => void;
  groups: PaletteGroup[];
  items: PaletteItem[];
  /** The chosen line; undefined only while there is none. */
  active: PaletteItem | undefined;
  /** Up and down, around the ends. */
  move: (by: number) => void;
  choose: (id: string) => void;
  /** Of the part that the backend answers; undefined while it was asked nothing. */
  searching: Loading | undefined;
}

export function usePalette(): PaletteState {
  const [text, setText] = useState('');
  const [activeId, setActiveId] = useState<string>();
  const asked = { q: text, in: 'all', from: '', to: '' } as const;
  const { latest, status } = useSearch(asked, shownPlaces);
  const isAsked = text.trim().length >= leastLetters;
  const groups = useGroups(text, isAsked ? latest : undefined);
  const items = useMemo(() => groups.flatMap((group) => group.items), [groups]);
  const active = items.find(({ id }) => id === activeId) ?? items[0];
  const move = (by: number) => {
    const at = active ? items.indexOf(active) : -1;
    setActiveId(items[(at + by + items.length) % Math.max(1, items.length)]?.id);
  };
  return {
    text,
    setText: (next) => {
      setText(next);
      setActiveId(undefined);
    },
    groups,
    items,
    active,
    move,
    choose: setActiveId,
    searching: isAsked ? status : undefined,
  };
}

function useGroups(text: string, found: ReturnType<typeof useSearch>['latest']): PaletteGroup[] {
  const commands = useStore(commandList, (state) => state.commands);
  const entries = useStore(desk, (state) => state.directory);
  const myId = useStore(session, (state) => selectMe(state)?.id);
  const leads = useStore(
    work,
    useShallow((state) => orderLeads(state.leads)),
  );
  return useMemo(
    () =>
      paletteGroups({
        text,
        // The way in is not on offer inside.
        commands: listedCommands(commands).filter(({ id }) => id !== 'palette.open'),
        directory: entries.filter(({ id }) => id !== myId),
        leads,
        found,
      }),
    [text, commands, entries, myId, leads, found],
  );
}
