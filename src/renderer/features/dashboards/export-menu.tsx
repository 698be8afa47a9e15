// The dashboard to take along: its data, a picture, a document.
import { Menu } from '@mantine/core';
import { IconChevronDown, IconFileTypePdf, IconPhoto, IconTable } from '@tabler/icons-react';
import { useWords } from '../../i18n/use-words.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { Button } from '../../ui/button.tsx';
import { useAttempt } from '../use-attempt.ts';
import { fileName } from './file-name.ts';
import { savePicture, saveFile } from './picture.ts';
import type { Looked } from './use-dashboard.ts';
import { useHeading } from './use-heading.ts';

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

function useFiles({ address, days, query }: Looked): Files {
  const { t, language } = useWords();
  const { exportDashboard } = useSupervisionApi();
  const heading = useHeading();
  const name = (ending: string): string => fileName(t(`dash.name.${address.name}`), days, ending);
  return {
    csv: async () =>
      saveFile(await exportDashboard(address.name, { ...query, words: language }), name('csv')),
    png: () => savePicture(boardOnScreen(), name('png'), heading()),
    pdf: async () => {
      // The writer of documents is large and seldom needed.
      const { writeDocument } = await import('./document.ts');
      const pageOf = (page: number, pages: number): string => t('dash.share.page', { page, pages });
      saveFile(await writeDocument(partsOnScreen(), heading(), pageOf), name('pdf'));
    },
  };
}

function boardOnScreen(): HTMLElement {
  const board = document.querySelector<HTMLElement>('[data-board]');
  if (board === null) throw new Error('no dashboard is on screen');
  return board;
}

const partsOnScreen = (): HTMLElement[] => [...boardOnScreen().querySelectorAll<HTMLElement>('[data-part]')];
