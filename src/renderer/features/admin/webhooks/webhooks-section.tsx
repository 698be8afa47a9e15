// Who outside hears of our events: which endpoints, how they do, and what was sent to the one that is chosen.
import { Switch } from '@mantine/core';
import { useState } from 'react';
import type { WebhookEndpoint } from '../../../../shared/admin.ts';
import { formatDayAndClock, formatMoment } from '../../../i18n/format.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { Tag } from '../../../ui/marks.tsx';
import { useMinute } from '../../../ui/use-now.ts';
import { useAttempt } from '../../use-attempt.ts';
import { adminFailed } from '../admin-words.ts';
import styles from '../admin.module.css';
import { NewButton, SectionFrame, SectionState } from '../section-frame.tsx';
import { DeliveryPanel } from './delivery-panel.tsx';
import { useWebhooks } from './use-webhooks.ts';
import { WebhookDialogs, type WebhookTask } from './webhook-dialogs.tsx';
import { stateOfEndpoint } from './webhook-form.ts';
import look from './webhooks.module.css';

export function WebhooksSection() {
  const { t } = useWords();
  const { latest, status, again } = useWebhooks();
  const [chosenId, setChosenId] = useState<string>();
  const [task, setTask] = useState<WebhookTask>();
  const endpoints = latest?.endpoints ?? [];
  const chosen = endpoints.find(({ id }) => id === chosenId) ?? endpoints[0];
  return (
    <SectionFrame
      section="webhooks"
      tools={
        <NewButton label={t('hooks.new')} onClick={() => setTask({ kind: 'edit', endpoint: undefined })} />
      }
    >
      {endpoints.length > 0 && (
        <EndpointTable endpoints={endpoints} chosen={chosen} onChoose={setChosenId} onChanged={again} />
      )}
      <SectionState
        status={status === 'loading' && latest ? 'ready' : status}
        count={endpoints.length}
        none={t('hooks.none')}
        again={again}
      />
      {chosen && <DeliveryPanel key={chosen.id} endpoint={chosen} onTask={setTask} onChanged={again} />}
      <WebhookDialogs
        task={task}
        types={latest?.types ?? []}
        onTask={setTask}
        onSaved={(id) => {
          if (id !== undefined) setChosenId(id);
          again();
        }}
      />
    </SectionFrame>
  );
}

interface EndpointTableProps {
  endpoints: readonly WebhookEndpoint[];
  chosen: WebhookEndpoint | undefined;
  onChoose: (id: string) => void;
  onChanged: () => void;
}

function EndpointTable({ endpoints, chosen, onChoose, onChanged }: EndpointTableProps) {
  const { t } = useWords();
  const columns = useColumns(onChanged);
  return (
    <DataTable
      label={t('admin.section.webhooks')}
      rows={endpoints}
      keyOf={({ id }) => id}
      onOpen={({ id }) => onChoose(id)}
      openLabel={({ url }) => t('hooks.chosen', { url })}
      isCurrent={({ id }) => id === chosen?.id}
      columns={columns}
    />
  );
}

function useColumns(onChanged: () => void): Column<WebhookEndpoint>[] {
  const { t } = useWords();
  return [
    {
      ...{ key: 'url', head: t('hooks.url') },
      cell: ({ url, description }) => (
        <span title={url}>
          {url}
          {description !== null && <span className={styles.second}>{description}</span>}
        </span>
      ),
    },
    {
      ...{ key: 'types', head: t('hooks.events'), width: 168, muted: true },
      cell: ({ types }) => (
        <span title={types.join(', ')}>{types.length === 0 ? t('hooks.allEvents') : types.join(', ')}</span>
      ),
    },
    { key: 'state', head: t('hooks.state'), width: 176, cell: (one) => <EndpointSign endpoint={one} /> },
    {
      ...{ key: 'pending', head: t('hooks.pending'), width: 84, align: 'right', muted: true },
      cell: ({ pending }) => pending,
    },
    {
      ...{ key: 'dead', head: t('hooks.dead'), width: 96, align: 'right' },
      cell: ({ dead }) => <span className={dead > 0 ? look.dead : undefined}>{dead}</span>,
    },
    {
      ...{ key: 'active', head: t('hooks.active'), width: 92 },
      cell: (one) => <ActiveSwitch endpoint={one} onChanged={onChanged} />,
    },
  ];
}

function EndpointSign({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t, language } = useWords();
  const now = useMinute();
  const state = stateOfEndpoint(endpoint);
  if (state === 'off') return <Tag>{t('hooks.off')}</Tag>;
  if (state === 'delivering') return <Tag tone="accent">{t('hooks.delivering')}</Tag>;
  const since = endpoint.failingSince ?? now;
  return (
    <span title={formatDayAndClock(since, now, language)}>
      <Tag tone="bad">{t('hooks.failing', { when: formatMoment(since, now, language) })}</Tag>
    </span>
  );
}

function ActiveSwitch({ endpoint, onChanged }: { endpoint: WebhookEndpoint; onChanged: () => void }) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { run, busy } = useAttempt(adminFailed);
  const set = (active: boolean) =>
    run(async () => {
      await api.changeWebhook(endpoint.id, { active });
      onChanged();
    });
  return (
    <span className={styles.control}>
      <Switch
        size="xs"
        checked={endpoint.active}
        aria-label={t('admin.activeOf', { name: endpoint.url })}
        aria-busy={busy || undefined}
        onChange={(event) => set(event.currentTarget.checked)}
      />
    </span>
  );
}
