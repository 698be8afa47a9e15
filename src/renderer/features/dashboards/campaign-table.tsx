// Which campaigns earn what they cost: the one table a director reads row by row.
import type { SalesDashboard } from '../../../shared/dashboards.ts';
import { useWords } from '../../i18n/use-words.ts';
import { BarCell } from '../../ui/charts/bar-cell.tsx';
import { channelInWords } from './data-words.ts';
import { formatNumber, signed, textOf } from './figures.ts';
import { Panel } from './panel.tsx';
import { useOpenCases } from './use-open-cases.ts';
import styles from './dashboards.module.css';

type Campaign = SalesDashboard['campaigns'][number];

interface CampaignTableProps {
  answer: SalesDashboard;
  compare: boolean;
}

export function CampaignTable({ answer: { campaigns, kpis }, compare }: CampaignTableProps) {
  const { t, language } = useWords();
  const target = kpis.find(({ key }) => key === 'adReturn')?.target ?? null;
  const sub =
    target === null
      ? t('dash.sales.campaignsSub')
      : t('dash.sales.campaignsTarget', { value: textOf(target, 'ratio', language) });
  return (
    <Panel
      id="campaigns"
      title={t('dash.sales.campaigns')}
      sub={sub}
      className={styles.two}
      empty={campaigns.length === 0 ? t('dash.sales.noCampaigns') : undefined}
    >
      {() => <Rows {...{ campaigns, target, compare }} />}
    </Panel>
  );
}

function Rows({
  campaigns,
  target,
  compare,
}: {
  campaigns: readonly Campaign[];
  target: number | null;
  compare: boolean;
}) {
  const { t } = useWords();
  const best = Math.max(0, target ?? 0, ...campaigns.map(({ adReturn }) => adReturn ?? 0));
  return (
    <div className={styles.rowsFrame} tabIndex={0} role="group" aria-label={t('dash.sales.campaigns')}>
      <table className={styles.rows} aria-label={t('dash.sales.campaigns')}>
        <thead>
          <tr>
            <th scope="col">{t('dash.sales.campaign')}</th>
            <th scope="col">{t('dash.sales.source')}</th>
            {(['spend', 'campaignLeads', 'qualified', 'visits', 'sold'] as const).map((head) => (
              <th key={head} scope="col" className={styles.right}>
                {t(`dash.sales.${head}`)}
              </th>
            ))}
            <th scope="col" colSpan={2} className={styles.barColumn}>
              {t('dash.sales.return')}
            </th>
            {compare && (
              <th scope="col" className={styles.right}>
                {t('dash.sales.versus')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {campaigns.map((campaign) => (
            <Row key={campaign.id} {...{ campaign, target, compare, best }} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  campaign: Campaign;
  target: number | null;
  compare: boolean;
  best: number;
}

function Row({ campaign, target, compare, best }: RowProps) {
  const { t, language } = useWords();
  const open = useOpenCases();
  const { id, name, source, spend, leads, qualified, appointments, sales, adReturn, previousReturn } =
    campaign;
  const isBelow = adReturn !== null && target !== null && adReturn < target * 0.98;
  const change =
    adReturn === null || previousReturn === null ? '—' : signed(adReturn - previousReturn, language, 1);
  return (
    <tr data-row data-testid={`campaign-${id}`}>
      <td className={styles.rowName}>
        <button
          type="button"
          title={name}
          aria-label={t('dash.sales.openCampaign', { name })}
          onClick={open({ key: 'leads', campaign: id })}
        >
          {name}
        </button>
      </td>
      <td className={styles.meta}>{channelInWords(source, t)}</td>
      {[spend, leads, qualified, appointments, sales].map((value, index) => (
        <td key={index} className={styles.right}>
          {formatNumber(value, language)}
        </td>
      ))}
      <td>
        <BarCell value={adReturn ?? 0} most={best} target={target} tone={isBelow ? 'bad' : 'plain'} />
      </td>
      <td className={styles.right} data-below={isBelow ? '' : undefined}>
        {adReturn === null ? (
          <span className={styles.meta}>{t('dash.sales.noSpend')}</span>
        ) : (
          <b>{textOf(adReturn, 'ratio', language)}</b>
        )}
      </td>
      {compare && <td className={styles.rightMeta}>{change}</td>}
    </tr>
  );
}
