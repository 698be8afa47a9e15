// One case: whose, when, what became of it, its part in the figure; a press opens the call it was, else the lead.
import { IconUser } from '@tabler/icons-react';
import { kpis, type KpiCase, type KpiKey } from '../../../shared/kpis.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openCallRecord } from '../../stores/day.ts';
import { openView } from '../../stores/preferences.ts';
import { IconButton } from '../../ui/button.tsx';
import { outcomeInWords } from './data-words.ts';
import { momentInWords } from './day-words.ts';
import { isShare, textOf } from './figures.ts';
import { useHouseZone } from '../use-house-clock.ts';
import styles from './dashboards.module.css';

export function CaseRow({ figure, one }: { figure: KpiKey; one: KpiCase }) {
  const { t, language } = useWords();
  const zone = useHouseZone();
  const { openLead } = useActions();
  const { leadId, callId, outcome, agentName, at, hit, amount } = one;
  const name = one.leadName ?? t('dash.cases.unnamed');
  const facts = [outcome && outcomeInWords(outcome, t), agentName].filter(Boolean).join(' · ');
  const toLead =
    leadId === null
      ? undefined
      : () => {
          openLead(leadId);
          openView('desk');
        };
  const toCall = callId === null ? undefined : () => openCallRecord(callId);
  const open = toCall ?? toLead;
  return (
    <li className={styles.case} data-miss={isShare(figure) && !hit ? '' : undefined} data-testid="case">
      <span className={styles.caseName}>
        {open ? (
          <button
            type="button"
            aria-label={t(toCall ? 'dash.cases.call' : 'dash.cases.lead', { name })}
            data-testid="case-open"
            onClick={open}
          >
            {name}
          </button>
        ) : (
          <b>{name}</b>
        )}
        <span className={styles.meta}>{facts}</span>
      </span>
      <span className={styles.caseEnd}>
        {amount !== null && <b>{textOf(amount, unitOf(figure), language)}</b>}
        <span className={styles.meta}>{momentInWords(at, zone, language)}</span>
      </span>
      {toCall && toLead && (
        <IconButton
          className={styles.caseLead}
          label={t('dash.cases.lead', { name })}
          data-testid="case-lead"
          onClick={toLead}
        >
          <IconUser stroke={1.5} aria-hidden />
        </IconButton>
      )}
    </li>
  );
}

/** What a single case's amount is in: of a lookup its milliseconds, of a wait its seconds, of a sale its dollars. */
function unitOf(figure: KpiKey) {
  if (kpis[figure].base === 'tools') return 'ms';
  return figure === 'sales' || figure === 'revenue' || figure === 'adReturn' ? 'usd' : 'seconds';
}
