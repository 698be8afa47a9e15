// The link in a field, chosen whole: for a browser that keeps its clipboard to itself.
import { TextInput } from '@mantine/core';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

export function LinkDialog({ link, onClose }: { link: string; onClose: () => void }) {
  const { t } = useWords();
  return (
    <Dialog
      title={t('dash.share.link')}
      closeLabel={t('dash.wall.close')}
      onClose={onClose}
      actions={<Button onClick={onClose}>{t('dash.wall.close')}</Button>}
    >
      <TextInput
        label={t('dash.share.linkByHand')}
        readOnly
        value={link}
        data-autofocus
        data-testid="link-by-hand"
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
    </Dialog>
  );
}
