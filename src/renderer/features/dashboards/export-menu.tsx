// The dashboard to take along: its data, a picture, a document.
import { Menu } from '@mantine/core';
import { IconChevronDown, IconFileTypePdf, IconPhoto, IconTable } from '@tabler/icons-react';
import { useWords } from '../../i18n/use-words.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { Button } from '../../ui/button.tsx';
import { useAttempt } from '../use-attempt.ts';
import { daysInWords, momentInWords } from './day-words.ts';
import { filtersOf } from './address.ts';
import { fileName } from './file-name.ts';
import { filtersInWords } from './filters-in-words.ts';
import { savePicture, saveFile } from './picture.ts';
import { previousOf } from './period.ts';
import { useHouseZone } from '../use-house-clock.ts';
import type { Looked } from './use-dashboard.ts';
import { useFilterValues } from './use-filter-values.ts';

export function ExportMenu({ looked }: { looked: Looked }) {
  const { t } = useWords();
  const { run, busy } = useAttempt((words, reason) => words('dash.share.failed', { reason }));
  const files = useFiles(looked);
  const items = [
    { kind: 'pdf', Icon: IconFileTypePdf, make: files.pdf },
    { kind: 'png', Icon: IconPhoto, make: files.png },
    { kind: 'csv', Icon: IconTable, make: files.csv },
  ] as const;
  return (
    <Menu position="bottom-end" width={272} trapFocus returnFocus>
      <Menu.Target>
        <Button size="small" busy={busy} data-testid="export">
          {t('dash.share.export')}
          <IconChevronDown stroke={1.5} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map(({ kind, Icon, make }) => (
          <Menu.Item
            key={kind}
            leftSection={<Icon size={16} stroke={1.5} aria-hidden />}
            data-testid={`export-${kind}`}
            onClick={() => run(make)}
          >
            {t(`dash.share.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface Files {
  csv: () => Promise<void>;
  png: () => Promise<void>;
  pdf: () => Promise<void>;
}

function useFiles(looked: Looked): Files {
  const { t, language } = useWords();
  const zone = useHouseZone();
  const { exportDashboard } = useSupervisionApi();
  const { address, days, today, query } = looked;
  const campaigns = useFilterValues('campaign', today);
  const agents = useFilterValues('agent', today);
  const title = t(`dash.name.${address.name}`);
  const name = (ending: string): string => fileName(title, days, ending);
  return {
    csv: async () =>
      saveFile(await exportDashboard(address.name, { ...query, words: language }), name('csv')),
    png: () => savePicture(boardOnScreen(), name('png')),
    pdf: async () => {
      const named = { campaign: campaigns, agent: agents };
      const narrowed = filtersInWords(address.filters, filtersOf[address.name], { t, named });
      const against = t('dash.share.against', { period: daysInWords(previousOf(days), today, language) });
      const period = daysInWords(days, today, language);
      // The writer of documents is large and seldom needed.
      const { writeDocument } = await import('./document.ts');
      const file = await writeDocument(partsOnScreen(), {
        title,
        under: [address.compare ? `${period}, ${against}` : period, narrowed].join(' · '),
        made: t('dash.share.made', { time: momentInWords(new Date().toISOString(), zone, language) }),
        pageOf: (page, pages) => t('dash.share.page', { page, pages }),
      });
      saveFile(file, name('pdf'));
    },
  };
}

function boardOnScreen(): HTMLElement {
  const board = document.querySelector<HTMLElement>('[data-board]');
  if (board === null) throw new Error('no dashboard is on screen');
  return board;
}

const partsOnScreen = (): HTMLElement[] => [...boardOnScreen().querySelectorAll<HTMLElement>('[data-part]')];
