// What a call did not take of what I wanted of it, said in the corner at once; the bell keeps it, the call's story too.
import { useEffect } from 'react';
import { refusedInWords } from '../../i18n/refused-words.ts';
import { useWords } from '../../i18n/use-words.ts';
import { notices, type Notice } from '../../stores/notices.ts';
import { tell } from '../tell.tsx';

/** Long enough to read a sentence of one's own again. */
const shownMs = 12_000;

export function RefusedTold() {
  const { t } = useWords();
  useEffect(
    () =>
      notices.subscribe(({ notices: all }, { notices: before }) => {
        for (const notice of all)
          if (notice.kind === 'refused' && !before.some(({ id }) => id === notice.id))
            tell(sentence(notice, t), t, { id: notice.id, shownMs });
      }),
    [t],
  );
  return null;
}

function sentence(
  { leadName, refused }: Extract<Notice, { kind: 'refused' }>,
  t: ReturnType<typeof useWords>['t'],
): string {
  const name = leadName || t('told.mine.call');
  return t('told.mine.of', { name, what: refusedInWords(refused, t) });
}
