// The frame of a chart in this house's words, with its picture.
import { useWords } from '../../i18n/use-words.ts';
import { ChartPanel, type ChartPanelProps } from '../../ui/charts/chart-panel.tsx';
import { useAttempt } from '../use-attempt.ts';
import { usePictureName } from './file-name.ts';
import { savePicture } from './picture.ts';
import { useHeading } from './use-heading.ts';

export function Panel(props: Omit<ChartPanelProps, 'words' | 'onPicture'>) {
  const { t } = useWords();
  const nameOf = usePictureName();
  const heading = useHeading();
  const { run } = useAttempt((words, reason) => words('dash.share.failed', { reason }));
  const words = {
    asTable: t('dash.chart.asTable'),
    asChart: t('dash.chart.asChart'),
    picture: t('dash.chart.picture'),
  };
  return (
    <ChartPanel
      {...props}
      words={words}
      onPicture={(frame, id) => run(() => savePicture(frame, nameOf(id), heading()))}
    />
  );
}
