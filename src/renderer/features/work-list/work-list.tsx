// My work, nearest to the phone first: what rings, what I am in, what I have to close, call back, do and answer.
import { IconArrowUp } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { chosenWork } from '../../stores/chosen-work.ts';
import { useCommand } from '../../stores/commands.ts';
import { conversation } from '../../stores/conversation.ts';
import { desk } from '../../stores/desk.ts';
import { escalations } from '../../stores/escalations.ts';
import { phone } from '../../stores/phone.ts';
import { work } from '../../stores/work.ts';
import { countOwn, selectedRow, workGroups, type WorkGroup } from '../../stores/work-rows.ts';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { useNowEvery } from '../../ui/use-now.ts';
import { WorkFoot } from './work-list-foot.tsx';
import { WorkListRow } from './work-list-row.tsx';
import { useSteadyList } from './work-list-steady.ts';
import styles from './work-list.module.css';

const clockStepMs = 5_000;

export function WorkList() {
  const { t } = useWords();
  const status = useStore(work, (state) => state.status);
  const groups = useWorkGroups();
  const steady = useSteadyList();
  const ringing = groups.find(({ key }) => key === 'incoming')?.rows.length ?? 0;
  useGoToWork(steady.scroller);
  return (
    <aside className={styles.work} aria-label={t('work.title')} data-testid="work-list">
      <div className={styles.head}>
        <h2>{t('work.title')}</h2>
        {steady.isAway && ringing > 0 ? (
          <button type="button" className={styles.up} onClick={steady.toTop}>
            <IconArrowUp stroke={1.5} aria-hidden />
            {t('work.incoming')} {ringing}
          </button>
        ) : (
          status === 'ready' && <span>{t('work.open', { count: countOwn(groups) })}</span>
        )}
      </div>
      <div className={styles.scroll} ref={steady.scroller} onKeyDown={moveFocus} {...steady.handlers}>
        <div ref={steady.above} aria-hidden />
        <Groups groups={groups} ready={status === 'ready'} />
        <NotReady />
        <div ref={steady.below} aria-hidden />
      </div>
      <WorkFoot />
    </aside>
  );
}

/** Until the backend has said what there is, only the phone's own calls are true. */
function Groups({ groups, ready }: { groups: WorkGroup[]; ready: boolean }) {
  const { t } = useWords();
  const [focused, setFocused] = useState<string>();
  const shown = ready ? groups : groups.filter(({ key }) => phoneGroups.includes(key));
  const selected = useSelected(shown);
  const rowIds = shown.flatMap(({ rows }) => rows.map(({ id }) => id));
  const reachable = rowIds.find((id) => id === focused) ?? selected ?? rowIds[0];
  return (
    <>
      {shown.map(({ key, rows }) => (
        <section key={key} aria-labelledby={`work-${key}`} data-group={key}>
          <h3 className={styles.group} id={`work-${key}`}>
            <span>{t(`work.${key}`)}</span>
            <span>{rows.length}</span>
          </h3>
          <ul>
            {rows.map((row) => (
              <WorkListRow
                key={row.id}
                row={row}
                current={row.id === selected}
                reachable={row.id === reachable}
                onFocus={setFocused}
              />
            ))}
          </ul>
        </section>
      ))}
      {ready && shown.length === 0 && (
        <div className={styles.nothing}>
          <Empty text={t('work.nothing')} hint={t('work.noLeadsHint')} />
        </div>
      )}
    </>
  );
}
const phoneGroups: readonly WorkGroup['key'][] = ['incoming', 'active', 'held'];

function NotReady() {
  const { t } = useWords();
  const { reload } = useActions();
  const status = useStore(work, (state) => state.status);
  if (status === 'ready') return null;
  return (
    <div className={styles.loading}>
      {status === 'loading' ? (
        <LoadingBars label={t('app.loading')} height={36} widths={[100, 100, 100, 100, 100]} />
      ) : (
        <Failed text={t('work.failed')} action={t('work.retry')} onAction={() => void reload()} />
      )}
    </div>
  );
}

function useWorkGroups(): WorkGroup[] {
  const now = useNowEvery(clockStepMs);
  const state = useStore(phone, (s) => s.state);
  const offers = useStore(escalations, (s) => s.offers);
  const { wrapUps, chats } = useStore(desk);
  const { tasks, calls, leads } = useStore(work);
  return workGroups({ phone: state, offers, wrapUps, tasks, chats, calls, leads, now });
}

function useSelected(groups: WorkGroup[]): string | undefined {
  const chosen = useStore(chosenWork, (state) => state.rowId);
  const leadId = useStore(conversation, (state) => state.leadId);
  return selectedRow(groups, chosen, leadId);
}

/** L brings the keyboard to the list; from there on the arrows. */
function useGoToWork(scroller: ReturnType<typeof useSteadyList>['scroller']): void {
  const { t } = useWords();
  useCommand({
    id: 'work.focus',
    group: 'desk',
    label: t('work.goTo'),
    key: 'L',
    run: () => scroller.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus(),
  });
}

/** Up and down through all groups, Home and End; Enter is the button's own. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const here = rows.findIndex((row) => row.parentElement?.contains(document.activeElement));
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (next === undefined || here < 0) return;
  event.preventDefault();
  rows[Math.min(rows.length - 1, Math.max(0, next))]?.focus();
}
