// What a message carried: a picture, a voice, a film or a file, each in a box whose size is known before its bytes are.
import { IconDownload, IconFileText, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import type { Turn } from '../../stores/reading-line.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Absent } from './attachment-absent.tsx';
import { saveAs, useMedia } from './attachment-media.ts';
import { VoiceNote } from './attachment-voice.tsx';
import { formatBytes, lookOf, typeInWords } from './attachment-words.ts';
import styles from './attachment.module.css';

interface AttachmentProps {
  turn: Pick<Turn, 'id' | 'messageKind'>;
  media: NonNullable<Turn['media']>;
  /** Who sent it, by first name. */
  from: string;
}

export function Attachment(props: AttachmentProps) {
  const look = lookOf({ messageKind: props.turn.messageKind, media: props.media });
  if (look === 'voice') return <VoiceNote id={props.turn.id} fileName={props.media.fileName} />;
  if (look === 'video') return <Film {...props} />;
  if (look === 'file') return <File {...props} />;
  return <Picture {...props} isSticker={look === 'sticker'} />;
}

function Picture({ turn, media, from, isSticker }: AttachmentProps & { isSticker: boolean }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const shown = useMedia(turn.id);
  const name = t('attach.viewer', { name: from });
  return (
    <div className={classNames(styles.picture, isSticker && styles.sticker)} data-testid="attachment-picture">
      {shown.phase === 'ready' ? (
        <button type="button" title={t('attach.enlarge')} onClick={() => setOpen(true)}>
          <img src={shown.url} alt={media.caption ?? name} />
        </button>
      ) : (
        <Absent media={shown} again={shown.again} />
      )}
      {open && shown.phase === 'ready' && (
        <Viewer
          title={name}
          url={shown.url}
          fileName={media.fileName ?? 'whatsapp'}
          onClose={() => setOpen(false)}
        >
          <img src={shown.url} alt={media.caption ?? name} />
          {media.caption !== null && <p>{media.caption}</p>}
        </Viewer>
      )}
    </div>
  );
}

function Film({ turn, media, from }: AttachmentProps) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const shown = useMedia(turn.id, open);
  return (
    <div className={styles.picture} data-testid="attachment-video">
      {!open && (
        <button type="button" className={styles.film} onClick={() => setOpen(true)}>
          <IconPlayerPlay stroke={1.5} aria-hidden />
          {t('message.video')}
        </button>
      )}
      {open && shown.phase !== 'ready' && <Absent media={shown} again={shown.again} />}
      {open && shown.phase === 'ready' && (
        <Viewer
          title={t('message.video')}
          url={shown.url}
          fileName={media.fileName ?? 'whatsapp.mp4'}
          onClose={() => setOpen(false)}
        >
          <video src={shown.url} controls autoPlay aria-label={media.caption ?? from} />
        </Viewer>
      )}
    </div>
  );
}

interface ViewerProps {
  title: string;
  url: string;
  fileName: string;
  onClose: () => void;
  children: React.ReactNode;
}

function Viewer({ title, url, fileName, onClose, children }: ViewerProps) {
  const { t } = useWords();
  return (
    <Dialog
      title={title}
      closeLabel={t('attach.close')}
      onClose={onClose}
      size="wide"
      actions={
        <Button icon={<IconDownload stroke={1.5} aria-hidden />} onClick={() => saveAs(url, fileName)}>
          {t('attach.save')}
        </Button>
      }
    >
      <div className={styles.viewer}>{children}</div>
    </Dialog>
  );
}

function File({ turn, media }: AttachmentProps) {
  const { t, language } = useWords();
  const [wanted, setWanted] = useState(false);
  const shown = useMedia(turn.id, wanted);
  const name = media.fileName ?? t('attach.file');
  const ready = shown.phase === 'ready' ? shown : undefined;
  useEffect(() => {
    if (ready) saveAs(ready.url, name);
  }, [ready?.url]); // eslint-disable-line react-hooks/exhaustive-deps -- once for each time it was fetched
  const facts = [
    typeInWords(media.mimeType, media.fileName),
    ready && formatBytes(ready.blob.size, language),
  ];
  return (
    <div className={styles.file} data-testid="attachment-file">
      <IconFileText stroke={1.5} aria-hidden />
      <b title={name}>{name}</b>
      <span>{facts.filter(Boolean).join(' · ')}</span>
      {wanted && shown.phase !== 'ready' ? (
        <Absent media={shown} again={shown.again} />
      ) : (
        <button
          type="button"
          className={styles.save}
          onClick={() => (ready ? saveAs(ready.url, name) : setWanted(true))}
        >
          <IconDownload stroke={1.5} aria-hidden />
          {t('attach.save')}
        </button>
      )}
    </div>
  );
}
