// One line of the palette, by what it is.
import {
  IconArrowRight,
  IconBolt,
  IconBrandWhatsapp,
  IconHash,
  IconNote,
  IconPhone,
  IconPhoneOutgoing,
  IconSearch,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { DirectoryEntry, SearchHit } from '../../../shared/desk.ts';
import type { LeadSummary } from '../../../shared/lead.ts';
import { formatMoment, formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import type { Command } from '../../stores/commands.ts';
import { Avatar, StateDot } from '../../ui/marks.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Marked } from '../search/marked.tsx';
import type { PaletteItem } from './palette-items.ts';
import { capsOf } from './key-caps.tsx';
import styles from './palette.module.css';

export function PaletteOption({ item, text }: { item: PaletteItem; text: string }) {
  const { t } = useWords();
  switch (item.kind) {
    case 'dial':
      return (
        <>
          <IconPhoneOutgoing stroke={1.5} aria-hidden />
          <span className={styles.main}>{t('palette.dial', { number: formatPhone(item.number) })}</span>
        </>
      );
    case 'command':
      return <CommandLine command={item.command} />;
    case 'person':
      return <PersonLine entry={item.entry} />;
    case 'lead':
      return <LeadLine lead={item.lead} />;
    case 'hit':
      return <HitLine hit={item.hit} />;
    case 'all':
      return (
        <>
          <IconSearch stroke={1.5} aria-hidden />
          <span className={styles.main}>{t('palette.all', { q: text.trim() })}</span>
        </>
      );
  }
}

function CommandLine({ command }: { command: Command }) {
  const Icon = command.group === 'go' ? IconArrowRight : IconBolt;
  return (
    <>
      <Icon stroke={1.5} aria-hidden />
      <span className={styles.main}>{command.label}</span>
      {command.key !== undefined && (
        <span className={styles.end} aria-hidden>
          {capsOf(command.key).map((cap) => (
            <kbd key={cap} className={styles.kbd}>
              {cap}
            </kbd>
          ))}
        </span>
      )}
    </>
  );
}

function PersonLine({ entry }: { entry: DirectoryEntry }) {
  const { t } = useWords();
  const Icon = entry.kind === 'agent' ? IconUser : entry.kind === 'queue' ? IconUsersGroup : IconHash;
  const isReady = entry.state === 'available';
  return (
    <>
      <Icon stroke={1.5} aria-hidden />
      <span className={`${styles.main} ${styles.name}`}>{entry.name}</span>
      <span className={styles.meta}>
        {[formatPhone(entry.number), entry.note].filter(Boolean).join(' · ')}
      </span>
      {entry.state !== null && (
        <span className={styles.end}>
          <StateDot tone={isReady ? 'accent' : 'neutral'} hollow={!isReady} /> {t(`state.${entry.state}`)}
        </span>
      )}
    </>
  );
}

function LeadLine({ lead }: { lead: LeadSummary }) {
  const { t } = useWords();
  return (
    <>
      <Avatar name={lead.name} />
      <span className={`${styles.main} ${styles.name}`}>{lead.name}</span>
      <span className={styles.meta}>
        {[lead.phone === null ? '' : formatPhone(lead.phone), lead.lastMessage].filter(Boolean).join(' · ')}
      </span>
      <span className={styles.end}>{t(`leadStatus.${lead.status}`)}</span>
    </>
  );
}

const hitIcons = { whatsapp: IconBrandWhatsapp, call: IconPhone, note: IconNote } as const;

function HitLine({ hit }: { hit: SearchHit }) {
  const { t, language } = useWords();
  const now = useNow();
  const Icon = hitIcons[hit.channel];
  return (
    <>
      <Icon stroke={1.5} aria-label={t(`search.channel.${hit.channel}`)} />
      <span className={styles.said}>
        <Marked text={hit.excerpt} from={hit.from} to={hit.to} />
        <small>
          {hit.leadName} · {t(`search.author.${hit.author}`)} · {formatMoment(hit.at, now, language)}
        </small>
      </span>
    </>
  );
}
