// One sentence into the call: said by Sofía to the lead as it stands, or told to Sofía alone.
import { SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { Button } from '../../ui/button.tsx';
import { boardView, openDock } from './board-view.ts';
import type { FollowedCall } from './board-dock.tsx';
import { useActs } from './use-acts.ts';
import styles from './dock.module.css';

/** As the wire takes them (shared/board.ts). */
const most = { speak: 500, instruct: 1_000 };

export function DockField({ call: { id: callId } }: { call: FollowedCall }) {
  const { t } = useWords();
  const { mode, field } = useAskedField();
  const { text, setText, send, busy } = useSentence(callId, mode);
  const leave = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    // The way out of the field is not the way out of the call.
    event.preventDefault();
    event.currentTarget.blur();
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <SegmentedControl
        size="xs"
        aria-label={t('board.dock.how')}
        data-testid="dock-mode"
        value={mode}
        onChange={(value) => openDock(callId, value === 'instruct' ? 'instruct' : 'speak')}
        data={(['speak', 'instruct'] as const).map((value) => ({ value, label: t(`board.dock.${value}`) }))}
      />
      <TextInput
        ref={field}
        className={styles.field}
        aria-label={t(mode === 'speak' ? 'board.dock.sayField' : 'board.dock.tellField')}
        placeholder={t(mode === 'speak' ? 'board.dock.sayField' : 'board.dock.tellField')}
        data-testid="dock-field"
        maxLength={most[mode]}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={leave}
        rightSection={<kbd className={styles.kbd}>{mode === 'speak' ? '2' : '5'}</kbd>}
      />
      <Button submit look="primary" busy={busy} disabled={text.trim() === ''} data-testid="dock-send">
        {t(mode === 'speak' ? 'board.dock.say' : 'board.dock.tell')}
      </Button>
    </form>
  );
}

/** The field has the focus each time somebody asked for it. */
function useAskedField() {
  const field = useRef<HTMLInputElement>(null);
  const mode = useStore(boardView, ({ dock }) => dock?.mode ?? 'speak');
  const asked = useStore(boardView, ({ dock }) => dock?.asked ?? 0);
  useEffect(() => {
    if (asked > 0) field.current?.focus();
  }, [asked]);
  return { mode, field };
}

function useSentence(callId: string, mode: 'speak' | 'instruct') {
  const { say, instruct } = useSupervisionApi();
  const { run, busy } = useActs();
  const [text, setText] = useState('');
  const send = () => {
    const sentence = text.trim();
    if (sentence === '' || busy) return;
    run(async () => {
      await (mode === 'speak' ? say : instruct)(callId, sentence);
      // What was typed meanwhile stays.
      setText((now) => (now.trim() === sentence ? '' : now));
    });
  };
  return { text, setText, send, busy };
}
