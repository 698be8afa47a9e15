// What this client bought, and where it is written down; a wrong sale is withdrawn by a supervisor, who says why.
import { TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { LeadDetail, Me } from '../../../shared/api.ts';
import type { Sale } from '../../../shared/desk.ts';
import { formatAmount, formatDate } from '../../i18n/format.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { forgetProperties } from '../../stores/properties.ts';
import { selectMe, session } from '../../stores/session.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { tell } from '../tell.tsx';
import { useAttempt } from '../use-attempt.ts';
import { LeadSection } from './lead-section.tsx';
import { SaleDialog } from './sale-dialog.tsx';
import styles from './lead-card.module.css';

/** Agents write down what they sold to their own clients and to those that nobody looks after; supervisors to all. */
function maySell(me: Pick<Me, 'id' | 'role'> | undefined, ownerId: string | null): boolean {
  return me !== undefined && (me.role !== 'agent' || ownerId === null || ownerId === me.id);
}

export function LeadSales({ lead }: { lead: LeadDetail }) {
  const { t } = useWords();
  const me = useStore(session, selectMe);
  const [leaving, setLeaving] = useState<Sale>();
  const [selling, setSelling] = useState(false);
  const sell = maySell(me, lead.ownerId) ? () => setSelling(true) : undefined;
  useCommand(sell && { id: 'lead.sale', group: 'desk', label: t('sale.record'), run: sell });
  const sales = lead.sales ?? [];
  if (sales.length === 0 && sell === undefined) return null;
  const mayWithdraw = me !== undefined && me.role !== 'agent';
  return (
    <LeadSection
      title={t('sale.section')}
      action={
        sell && (
          <Button size="small" data-testid="sale-open" onClick={sell}>
            {t('sale.record')}
          </Button>
        )
      }
    >
      {sales.length > 0 && (
        <ul className={styles.rows}>
          {sales.map((sale) => (
            <SaleRow
              key={sale.id}
              sale={sale}
              onWithdraw={mayWithdraw && sale.withdrawn === null ? () => setLeaving(sale) : undefined}
            />
          ))}
        </ul>
      )}
      {selling && <SaleDialog lead={lead} onClose={() => setSelling(false)} />}
      {leaving && <WithdrawSale sale={leaving} name={lead.name} onClose={() => setLeaving(undefined)} />}
    </LeadSection>
  );
}

function SaleRow({ sale, onWithdraw }: { sale: Sale; onWithdraw: (() => void) | undefined }) {
  const { t, language } = useWords();
  const { withdrawn, property, unit, agentName, day } = sale;
  const amount = formatAmount(sale.amount, sale.currency, language);
  const facts = [
    [property, unit].filter(Boolean).join(' '),
    formatDate(day, language),
    agentName === null ? '' : t('sale.by', { name: agentName }),
  ];
  return (
    <li data-over={withdrawn === null ? undefined : ''} data-testid="sale">
      <span className={styles.what}>{amount}</span>
      <small>{facts.filter((fact) => fact !== '').join(' · ')}</small>
      {withdrawn && <small>{t('sale.withdrawnBy', { name: withdrawn.by, why: withdrawn.why })}</small>}
      {onWithdraw && (
        <span className={styles.rowActions}>
          <IconButton label={t('sale.withdraw', { amount })} data-testid="sale-withdraw" onClick={onWithdraw}>
            <IconX stroke={1.5} aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

const withdrawFailed = (t: Translate, reason: string) => t('sale.withdrawFailed', { reason });

function WithdrawSale({ sale, name, onClose }: { sale: Sale; name: string; onClose: () => void }) {
  const { t, language } = useWords();
  const { withdrawSale } = useDeskApi();
  const { run, busy } = useAttempt(withdrawFailed);
  const [why, setWhy] = useState('');
  const [tried, setTried] = useState(false);
  const isMissing = why.trim() === '';
  const send = async () => {
    await withdrawSale(sale.id, why.trim());
    if (sale.unit !== null) forgetProperties();
    tell(t('sale.withdrawn'), t);
    onClose();
  };
  const press = () => {
    setTried(true);
    if (!isMissing) run(send);
  };
  return (
    <Dialog
      title={t('sale.withdrawTitle')}
      closeLabel={t('sale.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('sale.keep')}</Button>
          <Button look="danger" busy={busy} data-testid="sale-withdraw-yes" onClick={press}>
            {t('sale.withdrawYes')}
          </Button>
        </>
      }
    >
      <p>
        {t('sale.withdrawBody', { name, amount: formatAmount(sale.amount, sale.currency, language) })}
        {sale.unit !== null && ` ${t('sale.withdrawUnit')}`}
      </p>
      <TextInput
        mt={12}
        label={t('sale.why')}
        description={t('sale.whyHint')}
        value={why}
        maxLength={500}
        error={tried && isMissing ? t('sale.wantsWhy') : undefined}
        data-testid="sale-why"
        onChange={(event) => setWhy(event.target.value)}
      />
    </Dialog>
  );
}
