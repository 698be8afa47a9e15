// What was sent to one endpoint, what it answered, and how to send again what did not get through.
import { SegmentedControl } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { WebhookDelivery, WebhookEndpoint } from '../../../../shared/admin.ts';
import { formatClock, formatDayAndClock } from '../../../i18n/format.ts';
import { useWords, type Translate } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { Tag } from '../../../ui/marks.tsx';
import { useMinute } from '../../../ui/use-now.ts';
import { tell } from '../../tell.tsx';
import { useAttempt } from '../../use-attempt.ts';
import { adminFailed } from '../admin-words.ts';
import styles from '../admin.module.css';
import { SectionState } from '../section-frame.tsx';
import { useDeliveries } from './use-webhooks.ts';
import type { WebhookTask } from './webhook-dialogs.tsx';
import look from './webhooks.module.css';

interface PanelProps {
  endpoint: WebhookEndpoint;
  onTask: (task: WebhookTask) => void;
  onChanged: () => void;
}
const filters = ['all', 'pending', 'delivered', 'dead'] as const;

export function DeliveryPanel({ endpoint, onTask, onChanged }: PanelProps) {
  const { t } = useWords();
  const [filter, setFilter] = useState<(typeof filters)[number]>('all');
  const {
    latest = [],
    status,
    again,
    more,
  } = useDeliveries(endpoint.id, filter === 'all' ? undefined : filter);
  const refresh = () => {
    again();
    onChanged();
  };
  const columns = useColumns(refresh);
  return (
    <section className={look.panel} aria-labelledby="deliveries">
      <PanelHead endpoint={endpoint} onTask={onTask} onChanged={refresh} />
      <div className={look.filters}>
        <SegmentedControl
          aria-label={t('hooks.deliveries')}
          value={filter}
          onChange={(value) => setFilter(filters.find((one) => one === value) ?? 'all')}
          data={filters.map((value) => ({ value, label: t(`hooks.filter.${value}`) }))}
        />
        {endpoint.dead > 0 && <ReplayDead endpoint={endpoint} onDone={refresh} />}
      </div>
      {latest.length > 0 && (
        <DataTable label={t('hooks.deliveries')} rows={latest} keyOf={({ id }) => id} columns={columns} />
      )}
      <SectionState
        status={status === 'loading' && latest.length > 0 ? 'ready' : status}
        count={latest.length}
        none={t(filter === 'all' ? 'hooks.noDeliveries' : 'hooks.noneSuch')}
        again={again}
      />
      {more && (
        <div className={styles.notice}>
          <Button look="plain" onClick={more}>
            {t('hooks.older')}
          </Button>
        </div>
      )}
    </section>
  );
}

function PanelHead({ endpoint, onTask, onChanged }: PanelProps) {
  const { t } = useWords();
  return (
    <header className={look.head}>
      <h3 id="deliveries" title={endpoint.url}>
        {endpoint.description ?? endpoint.url}
      </h3>
      <span className={look.actions}>
        <TestButton endpoint={endpoint} onDone={onChanged} />
        <Button size="small" data-testid="webhook-edit" onClick={() => onTask({ kind: 'edit', endpoint })}>
          {t('hooks.editTitle')}
        </Button>
        <Button
          size="small"
          data-testid="webhook-rotate"
          onClick={() => onTask({ kind: 'rotate', endpoint })}
        >
          {t('hooks.rotate')}
        </Button>
        <Button
          size="small"
          data-testid="webhook-remove"
          onClick={() => onTask({ kind: 'remove', endpoint })}
        >
          {t('hooks.remove')}
        </Button>
      </span>
    </header>
  );
}

interface ActProps {
  endpoint: WebhookEndpoint;
  onDone: () => void;
}

/** The other side's answer stays beside the button until the next test. */
function TestButton({ endpoint, onDone }: ActProps) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { run, busy } = useAttempt(adminFailed);
  const [answer, setAnswer] = useState<WebhookDelivery>();
  const test = () =>
    run(async () => {
      setAnswer(undefined);
      setAnswer(await api.testWebhook(endpoint.id));
      onDone();
    });
  const isGood = answer?.status === 'delivered';
  return (
    <>
      <span role="status" className={isGood ? look.good : look.bad} data-testid="webhook-test-answer">
        {answer && answerInWords(answer, t)}
      </span>
      <Button size="small" look="primary" busy={busy} data-testid="webhook-test" onClick={test}>
        {t('hooks.test')}
      </Button>
    </>
  );
}

function answerInWords({ status, httpStatus, error }: WebhookDelivery, t: Translate): string {
  if (status === 'delivered') return t('hooks.tested', { status: httpStatus ?? '' });
  const reason =
    httpStatus === null ? (error ?? '') : t('hooks.testRefused', { status: httpStatus, error: error ?? '' });
  return t('hooks.testFailed', { reason });
}

function ReplayDead({ endpoint, onDone }: ActProps) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { run, busy } = useAttempt(adminFailed);
  const replay = () =>
    run(async () => {
      const { replayed } = await api.replayDead(endpoint.id);
      tell(t('hooks.replayedDead', { count: replayed }), t);
      onDone();
    });
  return (
    <Button size="small" busy={busy} data-testid="webhook-replay-dead" onClick={replay}>
      {t('hooks.replayDead', { count: endpoint.dead })}
    </Button>
  );
}

const tones = { pending: 'hold', delivered: 'accent', dead: 'bad' } as const;

function useColumns(onReplayed: () => void): Column<WebhookDelivery>[] {
  const { t, language } = useWords();
  const now = useMinute();
  return [
    {
      ...{ key: 'when', head: t('hooks.when'), width: 164 },
      cell: ({ createdAt }) => formatDayAndClock(createdAt, now, language),
    },
    {
      key: 'type',
      head: t('hooks.type'),
      width: 208,
      cell: ({ type }) => <code className={look.code}>{type}</code>,
    },
    {
      ...{ key: 'status', head: t('hooks.state'), width: 116 },
      cell: ({ status }) => <Tag tone={tones[status]}>{t(`hooks.status.${status}`)}</Tag>,
    },
    {
      ...{ key: 'attempts', head: t('hooks.attempts'), width: 72, align: 'right', muted: true },
      cell: ({ attempts }) => attempts,
    },
    {
      ...{ key: 'answer', head: t('hooks.answer'), muted: true },
      cell: (delivery) => <Answer delivery={delivery} />,
    },
    {
      ...{ key: 'replay', head: t('hooks.actions'), width: 96, align: 'right' },
      cell: (delivery) => delivery.status !== 'pending' && <Replay delivery={delivery} onDone={onReplayed} />,
    },
  ];
}

function Answer({ delivery: { httpStatus, error, nextAt, status } }: { delivery: WebhookDelivery }) {
  const { t } = useWords();
  const next =
    status === 'pending' && nextAt !== null ? t('hooks.next', { when: formatClock(nextAt) }) : undefined;
  const words = [httpStatus, error, next].filter((one) => one !== null && one !== undefined && one !== '');
  return <span title={words.join(' · ')}>{words.join(' · ') || t('admin.none')}</span>;
}

function Replay({ delivery, onDone }: { delivery: WebhookDelivery; onDone: () => void }) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { run } = useAttempt(adminFailed);
  const replay = () =>
    run(async () => {
      await api.replay(delivery.id);
      tell(t('hooks.replayed'), t);
      onDone();
    });
  return (
    <span className={styles.control}>
      <IconButton
        label={t('hooks.replayOf', { type: delivery.type, when: formatClock(delivery.createdAt) })}
        data-testid="delivery-replay"
        onClick={replay}
      >
        <IconRefresh stroke={1.5} aria-hidden />
      </IconButton>
    </span>
  );
}
