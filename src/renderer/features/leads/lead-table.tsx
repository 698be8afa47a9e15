// Leads, one a line; a press opens one on the desk.
import { useMemo } from 'react';
import type { LeadSummary } from '../../../shared/lead.ts';
import { formatMoment, formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openView } from '../../stores/preferences.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { useMinute } from '../../ui/use-now.ts';

export function LeadTable({ leads }: { leads: LeadSummary[] }) {
  const { t } = useWords();
  const { openLead } = useActions();
  const columns = useLeadColumns();
  return (
    <DataTable
      label={t('leads.title')}
      columns={columns}
      rows={leads}
      keyOf={(lead) => lead.id}
      openLabel={(lead) => t('leads.open', { name: lead.name })}
      onOpen={(lead) => {
        openLead(lead.id);
        openView('desk');
      }}
    />
  );
}

function useLeadColumns(): Column<LeadSummary>[] {
  const { t, language } = useWords();
  const now = useMinute();
  return useMemo(
    () => [
      { key: 'name', head: t('leads.name'), width: 240, cell: (lead) => lead.name },
      {
        ...{ key: 'phone', head: t('leads.phone'), width: 160, muted: true },
        cell: (lead) => (lead.phone === null ? '' : formatPhone(lead.phone)),
      },
      {
        ...{ key: 'status', head: t('leads.status'), width: 144 },
        cell: (lead) => t(`leadStatus.${lead.status}`),
      },
      { key: 'last', head: t('leads.last'), muted: true, cell: (lead) => lead.lastMessage },
      { key: 'score', head: t('leads.score'), width: 80, align: 'right', cell: (lead) => lead.score ?? '' },
      {
        ...{ key: 'updated', head: t('leads.updated'), width: 128, align: 'right', muted: true },
        cell: (lead) => formatMoment(lead.updatedAt, now, language),
      },
    ],
    [t, language, now],
  );
}
