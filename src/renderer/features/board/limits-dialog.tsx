// Every limit of the floor on one sheet: where it is broken, where it warns, and whom it reaches beside the board.
import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import {
  thresholds as kinds,
  thresholdKeys,
  type Threshold,
  type ThresholdKey,
} from '../../../shared/board.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { tell } from '../tell.tsx';
import { closeQuestion } from './board-view.ts';
import { draftOf, faultOf, isChanged, readFigure, type LimitDraft } from './limits-draft.ts';
import { Problem, useSending } from './why-dialog.tsx';
import styles from './question.module.css';

type Drafts = Partial<Record<ThresholdKey, LimitDraft>>;
const ways = ['desktop', 'whatsapp', 'webhook'] as const;
const unwatched = (key: ThresholdKey): Threshold => ({ key, limit: null, warn: null, notify: [] });

export function LimitsDialog() {
  const { t } = useWords();
  const { rows, change, save, tried, busy, problem } = useLimits();
  return (
    <Dialog
      size="wide"
      title={t('board.limits.title')}
      closeLabel={t('board.act.close')}
      onClose={closeQuestion}
      actions={
        <>
          <Button onClick={closeQuestion}>{t('board.limits.cancel')}</Button>
          <Button look="primary" busy={busy} data-testid="limits-save" onClick={save}>
            {t('board.limits.save')}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        data-testid="limits-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <p className={styles.hint}>{t('board.limits.intro')}</p>
        <table className={styles.limits}>
          <LimitHeads />
          <tbody>
            {rows.map(({ key, draft }) => (
              <LimitRow
                key={key}
                name={key}
                draft={draft}
                fault={tried ? faultOf(key, draft) : undefined}
                onChange={(news) => change(key, news)}
              />
            ))}
          </tbody>
        </table>
        <Problem cause={problem} />
        {/* Enter in a field saves. */}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

function LimitHeads() {
  const { t } = useWords();
  return (
    <thead>
      <tr>
        <th scope="col">{t('board.limits.what')}</th>
        <th scope="col">{t('board.limits.limit')}</th>
        <th scope="col">{t('board.limits.warn')}</th>
        {ways.map((way) => (
          <th key={way} scope="col">
            {t(`board.limits.${way}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface LimitRowProps {
  name: ThresholdKey;
  draft: LimitDraft;
  fault: 'wrong' | 'order' | undefined;
  onChange: (news: Partial<LimitDraft>) => void;
}

function LimitRow({ name: key, draft, fault, onChange }: LimitRowProps) {
  const { t } = useWords();
  const name = t(`board.threshold.${key}`);
  const { unit } = kinds[key];
  const mark = unit === 'count' ? undefined : <small>{t(`board.limits.unit.${unit}`)}</small>;
  const shared = { size: 'xs', rightSection: mark, rightSectionWidth: 36 } as const;
  return (
    <tr data-testid={`limit-${key}`}>
      <th scope="row">
        {name}
        <small>
          {fault ? <em role="alert">{t(`board.limits.${fault}`)}</em> : t(`board.limits.about.${key}`)}
        </small>
      </th>
      <td>
        <TextInput
          {...shared}
          aria-label={t('board.limits.limitOf', { name })}
          value={draft.limit}
          error={fault !== undefined}
          onChange={(event) => onChange({ limit: event.target.value })}
        />
      </td>
      <td>
        <TextInput
          {...shared}
          aria-label={t('board.limits.warnOf', { name })}
          value={draft.warn}
          error={fault !== undefined}
          onChange={(event) => onChange({ warn: event.target.value })}
        />
      </td>
      {ways.map((way) => (
        <td key={way}>
          <Checkbox
            size="xs"
            aria-label={t('board.limits.notifyOf', { name, way: t(`board.limits.${way}`) })}
            checked={draft.notify.includes(way)}
            onChange={(event) =>
              onChange({
                notify: event.target.checked
                  ? [...draft.notify, way]
                  : draft.notify.filter((one) => one !== way),
              })
            }
          />
        </td>
      ))}
    </tr>
  );
}

function useLimits() {
  const { t } = useWords();
  const { setThreshold } = useSupervisionApi();
  const inForce = useStore(board, (state) => state.thresholds);
  const [drafts, setDrafts] = useState<Drafts>({});
  const [tried, setTried] = useState(false);
  const { send, busy, problem } = useSending();
  const known = (key: ThresholdKey) => inForce.find((one) => one.key === key) ?? unwatched(key);
  const rows = thresholdKeys.map((key) => ({ key, draft: drafts[key] ?? draftOf(known(key)) }));
  const save = () => {
    setTried(true);
    if (rows.some(({ key, draft }) => faultOf(key, draft))) return;
    const changed = rows.filter(({ key, draft }) => isChanged(known(key), draft));
    send(async () => {
      for (const { key, draft } of changed) await setThreshold(key, limitsOf(key, draft));
      if (changed.length > 0) tell(t('board.limits.saved'), t);
    });
  };
  const change = (key: ThresholdKey, news: Partial<LimitDraft>) =>
    setDrafts((all) => ({ ...all, [key]: { ...(all[key] ?? draftOf(known(key))), ...news } }));
  return { rows, change, save, tried, busy, problem };
}

const limitsOf = (key: ThresholdKey, { limit, warn, notify }: LimitDraft) => ({
  limit: readFigure(key, limit) ?? null,
  warn: readFigure(key, warn) ?? null,
  notify,
});
