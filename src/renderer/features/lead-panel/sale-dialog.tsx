// Writing a sale down: which unit, for how much, when; one press, and once however often it is sent.
import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { formatAmount, formatMoney } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { forgetProperties, properties, readProperties } from '../../stores/properties.ts';
import { session } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { DayInput } from '../../ui/day-input.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { reasonInWords } from '../error-words.ts';
import { tell } from '../tell.tsx';
import { gapIn, priceOf, saleOf, todayIn, type SaleDraft, type SaleGap } from './sale-draft.ts';
import styles from './sale-dialog.module.css';

interface SaleDialogProps {
  lead: { id: string; name: string };
  onClose: () => void;
}

/** Until the configuration is there. */
const houseZone = 'America/Mexico_City';

export function SaleDialog({ lead, onClose }: SaleDialogProps) {
  const { t } = useWords();
  const form = useSaleForm(lead, onClose);
  useCommand({
    ...{ id: 'dialog.save', group: 'desk', label: t('sale.record'), key: 'Ctrl Enter', unlisted: true },
    run: form.save,
  });
  return (
    <Dialog
      title={t('sale.title', { name: lead.name })}
      closeLabel={t('sale.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('sale.cancel')}</Button>
          <Button
            look="primary"
            busy={form.busy}
            keyName="Ctrl Enter"
            data-testid="sale-save"
            onClick={form.save}
          >
            {t('sale.record')}
          </Button>
        </>
      }
    >
      <div className={styles.form} data-testid="sale-form">
        <WhatWasSold {...form} />
        <ForHowMuch {...form} />
        {form.problem !== undefined && (
          <p className={styles.refusal} role="alert" data-testid="sale-refused">
            {t('sale.failed', { reason: reasonInWords(form.problem, t) })}
          </p>
        )}
      </div>
    </Dialog>
  );
}

type Form = ReturnType<typeof useSaleForm>;

function useSaleForm(lead: SaleDialogProps['lead'], onClose: () => void) {
  const { t, language } = useWords();
  const api = useDeskApi();
  const list = useStore(properties, (state) => state.properties);
  const zone = useStore(session, (state) => state.config?.reportingTimeZone ?? houseZone);
  const [today] = useState(() => todayIn(zone, Date.now()));
  const [draft, setDraft] = useState<SaleDraft>({
    ...{ property: '', unit: '', unitStatus: 'sold', amount: '', currency: 'USD' },
    day: today,
  });
  const [gap, setGap] = useState<SaleGap>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useEffect(() => void readProperties(api.properties), [api]);
  const change = (news: Partial<SaleDraft>) => {
    setDraft((before) => priced(list, before, { ...before, ...news }));
    setGap(undefined);
    setProblem(undefined);
  };
  const send = async () => {
    const sale = saleOf(draft);
    setGap(gapIn(draft));
    if (sale === undefined || busy) return;
    setBusy(true);
    try {
      await api.recordSale(lead.id, sale);
      if (sale.unit) forgetProperties();
      tell(t('sale.saved', { amount: formatAmount(sale.amount, sale.currency, language) }), t);
      onClose();
    } catch (cause) {
      setProblem(cause);
      setBusy(false);
    }
  };
  return { draft, change, list, today, gap, problem, busy, save: () => void send() };
}

/** Another unit or currency brings its price, unless somebody typed another amount. */
function priced(list: Form['list'], before: SaleDraft, next: SaleDraft): SaleDraft {
  const isOther = before.unit !== next.unit || before.currency !== next.currency;
  const isTyped = before.amount !== '' && before.amount !== priceOf(list, before);
  return isOther && !isTyped ? { ...next, amount: priceOf(list, next) } : next;
}

function WhatWasSold({ draft, change, list, gap }: Form) {
  const { t, language } = useWords();
  const units = list.find(({ slug }) => slug === draft.property)?.units ?? [];
  return (
    <>
      <div className={styles.pair}>
        <NativeSelect
          label={t('sale.property')}
          value={draft.property}
          data={[
            { value: '', label: t('sale.noProperty') },
            ...list.map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
          data-testid="sale-property"
          onChange={(event) => change({ property: event.target.value, unit: '' })}
        />
        <NativeSelect
          label={t('sale.unit')}
          value={draft.unit}
          disabled={draft.property === ''}
          error={gap === 'wantsUnit' ? t('sale.wantsUnit') : undefined}
          data={[
            { value: '', label: t(draft.property === '' ? 'sale.noProperty' : 'sale.chooseUnit') },
            ...units.map(({ code, usd }) => ({
              value: code,
              label: `${code} · ${formatMoney(usd, 'USD', language)}`,
            })),
          ]}
          data-testid="sale-unit"
          onChange={(event) => change({ unit: event.target.value })}
        />
      </div>
      <fieldset className={styles.becomes} disabled={draft.unit === ''}>
        <legend>{t('sale.becomes')}</legend>
        {(['sold', 'reserved'] as const).map((unitStatus) => (
          <label key={unitStatus}>
            <input
              type="radio"
              name="unit-status"
              checked={draft.unitStatus === unitStatus}
              onChange={() => change({ unitStatus })}
            />
            {t(`sale.${unitStatus}`)}
          </label>
        ))}
      </fieldset>
    </>
  );
}

function ForHowMuch({ draft, change, today, gap }: Form) {
  const { t } = useWords();
  return (
    <div className={styles.money}>
      <TextInput
        label={t('sale.amount')}
        inputMode="decimal"
        value={draft.amount}
        maxLength={20}
        error={gap === 'wantsAmount' ? t('sale.wantsAmount') : undefined}
        data-testid="sale-amount"
        onChange={(event) => change({ amount: event.target.value })}
      />
      <NativeSelect
        label={t('sale.currency')}
        value={draft.currency}
        data={['USD', 'MXN']}
        data-testid="sale-currency"
        onChange={(event) => change({ currency: event.target.value === 'MXN' ? 'MXN' : 'USD' })}
      />
      <div className={styles.day}>
        <span aria-hidden>{t('sale.day')}</span>
        <DayInput label={t('sale.day')} value={draft.day} max={today} onChange={(day) => change({ day })} />
        {gap === 'wantsDay' && (
          <p className={styles.error} role="alert">
            {t('sale.wantsDay')}
          </p>
        )}
      </div>
    </div>
  );
}
