// What an attachment is called and how heavy it is, in the language on screen.
import type { Language } from '../../../shared/lead.ts';
import type { Turn } from '../../stores/reading-line.ts';

export type AttachmentLook = 'picture' | 'sticker' | 'voice' | 'video' | 'file';

/** How it is drawn: by WhatsApp's kind first, then by its type. */
export function lookOf({ messageKind, media }: Pick<Turn, 'messageKind' | 'media'>): AttachmentLook {
  if (messageKind === 'sticker') return 'sticker';
  const type = media?.mimeType?.split('/')[0];
  if (messageKind === 'image' || (messageKind !== 'document' && type === 'image')) return 'picture';
  if (messageKind === 'audio' || (messageKind !== 'document' && type === 'audio')) return 'voice';
  return messageKind === 'video' ? 'video' : 'file';
}

const nbsp = '\u00a0';

/** `48 KB`, `2.4 MB`; thousands, as WhatsApp and the file systems of phones count. */
export function formatBytes(bytes: number, language: Language): string {
  const [value, unit] =
    bytes < 1_000 ? [bytes, 'B'] : bytes < 1_000_000 ? [bytes / 1_000, 'KB'] : [bytes / 1_000_000, 'MB'];
  const figure = new Intl.NumberFormat(language === 'es' ? 'es-MX' : 'en-US', {
    maximumFractionDigits: unit === 'MB' ? 1 : 0,
  }).format(value);
  return `${figure}${nbsp}${unit}`;
}

/** `PDF` of `application/pdf` or of `plano.pdf`; empty where neither says. */
export function typeInWords(mimeType: string | null, fileName: string | null): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(fileName ?? '')?.[1];
  const subtype = /^[a-z]+\/([a-z0-9]{1,5})$/i.exec(mimeType ?? '')?.[1];
  return (ending ?? subtype ?? '').toUpperCase();
}
