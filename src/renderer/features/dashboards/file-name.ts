// What a file is called that leaves the house: which dashboard, which days.
import { useWords } from '../../i18n/use-words.ts';
import { useAddress } from './address-bar.ts';
import type { Days } from './period.ts';
import { useLooked } from './use-dashboard.ts';

/** `ventas-2026-11-01_2026-11-22.pdf`; letters that every disk takes. */
export function fileName(title: string, { from, to }: Days, ending: string): string {
  const plain = title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${plain}-${from}${from === to ? '' : `_${to}`}.${ending}`;
}

/** Names a picture of one part of the dashboard in sight. */
export function usePictureName(): (part: string) => string {
  const { t } = useWords();
  const { address } = useAddress();
  const { days } = useLooked(address);
  return (part) => fileName(`${t(`dash.name.${address.name}`)} ${part}`, days, 'png');
}
