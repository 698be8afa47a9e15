// Times by tool and by provider: the middle, the slow and the slowest, with a bar for the slow ones, which people feel.
import type { TechnicalDashboard } from '../../../shared/dashboards.ts';
import { useWords } from '../../i18n/use-words.ts';
import { BarCell } from '../../ui/charts/bar-cell.tsx';
import { toolInWords } from '../conversation/tool-words.ts';
import { gatewayInWords } from './data-words.ts';
import { formatNumber, textOf } from './figures.ts';
import { Panel } from './panel.tsx';
import { useOpenCases } from './use-open-cases.ts';
import styles from './dashboards.module.css';

/** A share of failures from which on they stand out, where nobody set a target. */
const usualFailing = 0.01;

interface PartProps {
  answer: TechnicalDashboard;
}

export function ToolTable({ answer: { tools, kpis } }: PartProps) {
  const { t } = useWords();
  const target = kpis.find(({ key }) => key === 'toolTimeP95')?.target ?? null;
  const success = kpis.find(({ key }) => key === 'toolSuccess')?.target ?? null;
  const failing = success === null ? usualFailing : 1 - success / 100;
  return (
    <Panel
      id="tools"
      title={t('dash.tech.tools')}
      className={styles.two}
      empty={tools.length === 0 ? t('dash.tech.noTools') : undefined}
    >
      {() => <ToolRows tools={tools} target={target} failing={failing} />}
    </Panel>
  );
}

interface ToolRowsProps {
  tools: TechnicalDashboard['tools'];
  target: number | null;
  failing: number;
}

function ToolRows({ tools, target, failing }: ToolRowsProps) {
  const { t } = useWords();
  const slowest = Math.max(0, target ?? 0, ...tools.map(({ p95Ms }) => p95Ms ?? 0));
  return (
    <div className={styles.rowsFrame} tabIndex={0} role="group" aria-label={t('dash.tech.tools')}>
      <table className={styles.rows} aria-label={t('dash.tech.tools')}>
        <thead>
          <tr>
            <th scope="col">{t('dash.tech.tool')}</th>
            {(['calls', 'failures', 'cached', 'median', 'p95', 'p99'] as const).map((head) => (
              <th key={head} scope="col" className={styles.right}>
                {t(`dash.tech.${head}`)}
              </th>
            ))}
            <th scope="col" className={styles.barColumn}>
              {t('dash.tech.p95Bar')}
            </th>
          </tr>
        </thead>
        <tbody>
          {tools.map((tool) => (
            <ToolRow key={tool.name} {...{ tool, target, failing, slowest }} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ToolRowProps {
  tool: TechnicalDashboard['tools'][number];
  target: number | null;
  failing: number;
  slowest: number;
}

function ToolRow({ tool, target, failing, slowest }: ToolRowProps) {
  const { t, language } = useWords();
  const open = useOpenCases();
  const { name, calls, failures, cached, medianMs, p95Ms, p99Ms } = tool;
  const time = (value: number | null): string => textOf(value, 'ms', language);
  const isSlow = target !== null && p95Ms !== null && p95Ms > target;
  return (
    <tr data-row data-testid={`tool-${name}`}>
      <td className={styles.rowName}>
        <button
          type="button"
          aria-label={t('dash.tech.openTool', { name: toolInWords(name, t) })}
          onClick={open({ key: 'toolSuccess', outcome: name })}
        >
          {toolInWords(name, t)}
        </button>
      </td>
      <td className={styles.right}>{formatNumber(calls, language)}</td>
      <td className={styles.right} data-below={failures > calls * failing ? '' : undefined}>
        {formatNumber(failures, language)}
      </td>
      <td className={styles.rightMeta}>{formatNumber(cached, language)}</td>
      <td className={styles.right}>{time(medianMs)}</td>
      <td className={styles.right} data-below={isSlow ? '' : undefined}>
        <b>{time(p95Ms)}</b>
      </td>
      <td className={styles.rightMeta}>{time(p99Ms)}</td>
      <td>
        <BarCell value={p95Ms ?? 0} most={slowest} target={target} tone={isSlow ? 'bad' : 'plain'} />
      </td>
    </tr>
  );
}

export function GatewayTable({ answer: { gateways } }: PartProps) {
  const { t, language } = useWords();
  const time = (value: number | null): string => textOf(value, 'ms', language);
  const title = t('dash.tech.gateways');
  return (
    <Panel id="gateways" title={title} empty={gateways.length === 0 ? t('dash.tech.noGateways') : undefined}>
      {() => (
        <div className={styles.rowsFrame} tabIndex={0} role="group" aria-label={title}>
          <table className={styles.rows} aria-label={title}>
            <thead>
              <tr>
                <th scope="col">{t('dash.tech.gateway')}</th>
                {(['requests', 'failures', 'median', 'p95'] as const).map((head) => (
                  <th key={head} scope="col" className={styles.right}>
                    {t(`dash.tech.${head}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {gateways.map(({ name, requests, failures, medianMs, p95Ms }) => (
                <tr key={name}>
                  <td className={styles.rowName}>{gatewayInWords(name, t)}</td>
                  <td className={styles.right}>{formatNumber(requests, language)}</td>
                  <td
                    className={styles.right}
                    data-below={failures > requests * usualFailing ? '' : undefined}
                  >
                    {formatNumber(failures, language)}
                  </td>
                  <td className={styles.right}>{time(medianMs)}</td>
                  <td className={styles.right}>
                    <b>{time(p95Ms)}</b>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
