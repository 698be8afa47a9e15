// What happened meanwhile, quietly: a number on the bell, a line for each, one press away from doing something about it.
import { Popover } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBell,
  IconBrandWhatsapp,
  IconClock,
  IconMessageX,
  IconPhoneX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { alertInWords } from '../../i18n/alert-words.ts';
import { formatMoment, formatPhone } from '../../i18n/format.ts';
import { refusedInWords } from '../../i18n/refused-words.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { clearNotices, countUnread, notices, readNotices, type Notice } from '../../stores/notices.ts';
import { openView } from '../../stores/preferences.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/notice.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { taskTitleInWords } from '../backend-words.ts';
import { CallButton } from '../call/phone-link.tsx';
import styles from './bell.module.css';

const icons = {
  missed: IconPhoneX,
  due: IconClock,
  undelivered: IconBrandWhatsapp,
  alert: IconAlertTriangle,
  refused: IconMessageX,
};

export function Bell() {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const all = useStore(notices, (state) => state.notices);
  const unread = useStore(notices, countUnread);
  const turn = (next: boolean) => {
    setOpen(next);
    if (!next) readNotices();
  };
  return (
    <Popover opened={open} onChange={turn} position="bottom-end" width={360} trapFocus returnFocus>
      <Popover.Target>
        <IconButton
          label={unread === 0 ? t('bell.label') : t('bell.labelNew', { count: unread })}
          className={styles.bell}
          data-testid="bell"
          onClick={() => turn(!open)}
        >
          <IconBell stroke={1.5} aria-hidden />
          {unread > 0 && (
            <span className={styles.count} aria-hidden>
              {unread}
            </span>
          )}
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('bell.label')}>
        <div className={styles.head}>
          <h2>{t('bell.label')}</h2>
          {all.length > 0 && (
            <Button size="small" look="plain" onClick={clearNotices}>
              {t('bell.clear')}
            </Button>
          )}
        </div>
        {all.length === 0 ? (
          <div className={styles.none}>
            <Empty text={t('bell.none')} />
          </div>
        ) : (
          <ul className={styles.list} data-testid="notices">
            {all.map((notice) => (
              <Line key={notice.id} notice={notice} onOpened={() => turn(false)} />
            ))}
          </ul>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Line({ notice, onOpened }: { notice: Notice; onOpened: () => void }) {
  const { t, language } = useWords();
  const now = useMinute();
  const { openLead, openCaller } = useActions();
  const Icon = icons[notice.kind];
  const { name, detail, number } = useNoticeWords(notice);
  const open = () => {
    onOpened();
    openView(notice.kind === 'alert' ? 'board' : 'desk');
    if (notice.kind === 'alert') return;
    if (notice.kind === 'missed') openCaller(notice.number);
    else openLead(notice.kind === 'refused' ? notice.refused.leadId : notice.leadId);
  };
  return (
    <li className={styles.line} data-read={notice.read ? '' : undefined}>
      <Icon stroke={1.5} aria-hidden />
      <button type="button" className={styles.what} aria-label={t('bell.open', { name })} onClick={open}>
        <b>{name}</b>
        <small>{detail}</small>
      </button>
      <time>{formatMoment(notice.at, now, language)}</time>
      {number !== undefined && <CallButton number={number} name={name} />}
    </li>
  );
}

function useNoticeWords(notice: Notice): { name: string; detail: string; number: string | undefined } {
  const { t } = useWords();
  if (notice.kind === 'alert') {
    const { title, body } = alertInWords(notice.alert, t);
    return { name: title, detail: body, number: undefined };
  }
  if (notice.kind === 'refused')
    return {
      name: notice.leadName || t('told.mine.call'),
      detail: refusedInWords(notice.refused, t),
      number: undefined,
    };
  const kind = t(`bell.${notice.kind}`);
  if (notice.kind === 'missed') {
    const shown = formatPhone(notice.number) || t('call.unknown');
    const name = notice.name || shown;
    return { name, detail: name === shown ? kind : `${kind} · ${shown}`, number: notice.number || undefined };
  }
  const detail = notice.kind === 'due' ? `${kind} · ${taskTitleInWords(notice, t)}` : kind;
  const number = notice.kind === 'due' ? (notice.phone ?? undefined) : undefined;
  return { name: notice.leadName, detail, number };
}
