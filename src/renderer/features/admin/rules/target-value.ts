// A target as one writes it: a plain number in the figure's own unit.
import { putTarget } from '../../../../shared/admin.ts';
import type { KpiUnit } from '../../../../shared/kpis.ts';
import type { Language } from '../../../../shared/lead.ts';
import type { Translate } from '../../../i18n/use-words.ts';
import { faultsOf } from '../form/field-faults.ts';

/** `85`, `13,200,000`, `4.5`, `$ 1,200`, of seconds also `4:37`; undefined where it is no number, null where it is empty. */
export function readTarget(text: string, unit: KpiUnit): number | null | undefined {
  const plain = text.replaceAll(/[\s\u00A0$%×]|USD/gi, '');
  if (plain === '') return null;
  const [, minutes, seconds] = /^(\d+):([0-5]\d)$/.exec(plain) ?? [];
  if (unit === 'seconds' && minutes !== undefined) return Number(minutes) * 60 + Number(seconds);
  if (!/^(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(plain)) return undefined;
  return Number(plain.replaceAll(',', ''));
}

/** As it stands in its field: no signs that one would have to type around. */
export function writeTarget(value: number | null, language: Language): string {
  if (value === null) return '';
  return new Intl.NumberFormat(language === 'en' ? 'en-US' : 'es-MX', { maximumFractionDigits: 3 }).format(
    value,
  );
}

/** What is wrong with it; a share of more than all is none. */
export function targetFault(text: string, unit: KpiUnit, t: Translate): string | undefined {
  const value = readTarget(text, unit);
  if (value === undefined) return t('adminFault.number');
  if (unit === 'percent' && value !== null && value > 100) return t('adminFault.atMost', { most: '100' });
  return faultsOf(putTarget, { value }, { t })['value'];
}
