// This very moment: who waits, who talks, who is there, and whether every part of the system works.
import type { OperationsDashboard } from '../../../shared/dashboards.ts';
import { formatAge } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { StateDot, type Tone } from '../../ui/marks.tsx';
import { useNowEvery } from '../../ui/use-now.ts';
import { serviceInWords } from './data-words.ts';
import { formatNumber, textOf } from './figures.ts';
import { Panel } from './panel.tsx';
import styles from './dashboards.module.css';

interface PartProps {
  answer: OperationsDashboard;
}

export function FloorNow({ answer: { queue, live, agents } }: PartProps) {
  const { t, language } = useWords();
  const now = useNowEvery(10_000);
  const count = (value: number): string => formatNumber(value, language);
  const oldest =
    queue.oldestQueuedAt === null
      ? t('dash.ops.nobody')
      : t('dash.ops.oldest', { age: formatAge(now - Date.parse(queue.oldestQueuedAt)) });
  const facts = [
    { key: 'waiting', value: queue.waiting, under: oldest },
    { key: 'ai', value: live.ai, under: t('dash.ops.lines', { count: live.capacity }) },
    { key: 'escalating', value: live.escalating, under: '' },
    { key: 'withAgent', value: live.withAgent, under: '' },
    { key: 'blocked', value: queue.blockedToday, under: '' },
  ] as const;
  return (
    <Panel id="now" title={t('dash.ops.now')}>
      {() => (
        <>
          <ul className={styles.list}>
            {facts.map(({ key, value, under }) => (
              <li key={key}>
                <span className={styles.listName}>{t(`dash.ops.${key}`)}</span>
                <span className={styles.meta}>{under}</span>
                <b className={styles.amount}>{count(value)}</b>
              </li>
            ))}
          </ul>
          <Agents agents={agents} />
        </>
      )}
    </Panel>
  );
}

const states = [
  { state: 'available', tone: 'accent', hollow: false },
  { state: 'busy', tone: 'accent', hollow: false },
  { state: 'wrapUp', tone: 'neutral', hollow: true },
  { state: 'away', tone: 'neutral', hollow: true },
  { state: 'offline', tone: 'bad', hollow: true },
] as const satisfies { state: keyof OperationsDashboard['agents']; tone: Tone; hollow: boolean }[];

function Agents({ agents }: { agents: OperationsDashboard['agents'] }) {
  const { t, language } = useWords();
  return (
    <>
      <h3 className={styles.small}>{t('dash.ops.agents')}</h3>
      <dl className={styles.states}>
        {states.map(({ state, tone, hollow }) => (
          <div key={state}>
            <dt>
              <StateDot tone={tone} hollow={hollow} />
              {t(`dash.ops.${state}`)}
            </dt>
            <dd>
              <b>{formatNumber(agents[state], language)}</b>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const toneOf = { up: 'accent', degraded: 'hold', down: 'bad' } as const;

export function ServicesNow({ answer: { services } }: PartProps) {
  const { t, language } = useWords();
  const troubled = services.filter(({ state }) => state !== 'up').length;
  return (
    <Panel
      id="services"
      title={t('dash.ops.services')}
      sub={troubled === 0 ? t('dash.ops.allUp') : t('dash.ops.notUp', { count: troubled })}
    >
      {() => (
        <ul className={styles.list}>
          {services.map(({ name, state, detail, latencyMs }) => (
            <li key={name} title={detail}>
              <span className={styles.listName}>{serviceInWords(name, t)}</span>
              <span className={styles.sign} data-state={state}>
                <StateDot tone={toneOf[state]} hollow={state !== 'up'} />
                {t(`dash.ops.${state}`)}
              </span>
              <span className={styles.rightMeta}>
                {latencyMs === null ? '' : textOf(latencyMs, 'ms', language)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
