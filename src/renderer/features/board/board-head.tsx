// The page's head: what of the floor is shown, how many limits are broken, and the few things that are about all of it.
import { NativeSelect, TextInput } from '@mantine/core';
import {
  IconAlertTriangle,
  IconHistory,
  IconMaximize,
  IconPlayerPause,
  IconSearch,
  IconX,
} from '@tabler/icons-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { useCommand } from '../../stores/commands.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { leaveOnEscape } from '../../ui/leave-on-escape.ts';
import { Tag } from '../../ui/marks.tsx';
import { askAbout, boardView, filterBoard, languages } from './board-view.ts';
import { openWallboard } from './wallboard-hash.ts';
import styles from './board.module.css';

export function BoardHead() {
  const { t } = useWords();
  return (
    <div className={styles.head}>
      <h1>{t('board.title')}</h1>
      <Filters />
      <span className={styles.push}>
        <Broken />
        <Dialling />
        <IconButton
          label={t('board.audit.open')}
          data-testid="board-audit"
          onClick={() => askAbout({ ask: 'audit' })}
        >
          <IconHistory stroke={1.5} aria-hidden />
        </IconButton>
        <IconButton label={t('board.wall.open')} data-testid="wallboard-open" onClick={openWallboard}>
          <IconMaximize stroke={1.5} aria-hidden />
        </IconButton>
      </span>
    </div>
  );
}

function Filters() {
  const { t } = useWords();
  const teams = useStore(board, (state) => state.teams);
  const team = useStore(boardView, (state) => state.team);
  const language = useStore(boardView, (state) => state.language);
  return (
    <>
      {teams.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={t('board.filter.team')}
          data-testid="board-team"
          value={team ?? ''}
          data={[
            { value: '', label: t('board.filter.allTeams') },
            ...teams.map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={(event) => filterBoard({ team: event.target.value || undefined })}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={t('board.filter.language')}
        data-testid="board-language"
        value={language ?? ''}
        data={[
          { value: '', label: t('board.filter.allLanguages') },
          ...languages.map((value) => ({ value, label: t(`language.${value}Name`) })),
        ]}
        onChange={(event) => filterBoard({ language: languages.find((one) => one === event.target.value) })}
      />
      <Search />
    </>
  );
}

function Search() {
  const { t } = useWords();
  const field = useRef<HTMLInputElement>(null);
  const text = useStore(boardView, (state) => state.text);
  useCommand({
    id: 'board.search',
    group: 'board',
    label: t('board.keys.search'),
    key: 'F',
    run: () => field.current?.focus(),
  });
  return (
    <TextInput
      ref={field}
      size="xs"
      className={styles.search}
      aria-label={t('board.filter.search')}
      placeholder={t('board.filter.search')}
      data-testid="board-search"
      value={text}
      onChange={(event) => filterBoard({ text: event.target.value })}
      onKeyDown={leaveOnEscape}
      leftSection={<IconSearch size={14} stroke={1.5} aria-hidden />}
      rightSection={
        text !== '' && (
          <IconButton label={t('board.filter.clear')} onClick={() => filterBoard({ text: '' })}>
            <IconX stroke={1.5} aria-hidden />
          </IconButton>
        )
      }
    />
  );
}

function Broken() {
  const { t } = useWords();
  const count = useStore(board, (state) => state.alerts.length);
  if (count === 0) return null;
  return (
    <Tag tone="bad">
      <IconAlertTriangle size={14} stroke={1.5} aria-hidden />
      <span data-testid="board-broken">{t('board.broken', { count })}</span>
    </Tag>
  );
}

function Dialling() {
  const { t } = useWords();
  const paused = useStore(board, ({ dialling }) => dialling.paused);
  const word = t(paused ? 'board.dialling.resume' : 'board.dialling.pause');
  const ask = () => askAbout({ ask: 'dialling', pause: !paused });
  useCommand({ id: 'board.dialling', group: 'board', label: word, run: ask });
  // While nobody is dialled, the strip on top says so and lets it go on.
  if (paused) return null;
  return (
    <Button
      size="small"
      icon={<IconPlayerPause stroke={1.5} aria-hidden />}
      data-testid="board-dialling"
      onClick={ask}
    >
      {word}
    </Button>
  );
}
