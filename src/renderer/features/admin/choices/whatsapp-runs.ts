// WhatsApp's marks in a text: *bold*, _italic_, ~struck~ (https://faq.whatsapp.com/539178204879377).
export interface Run {
  text: string;
  look: 'plain' | 'bold' | 'italic' | 'struck';
}
const looks = { '*': 'bold', _: 'italic', '~': 'struck' } as const;

/** The text in pieces; a mark counts where it hugs its words and stands at their edges. */
export function whatsappRuns(text: string): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?<![\p{L}\p{N}])([*_~])(\S(?:[^\n]*?\S)?)\1(?![\p{L}\p{N}])/gu)) {
    const [whole, mark, inner = ''] = match;
    if (match.index > from) runs.push({ text: text.slice(from, match.index), look: 'plain' });
    runs.push({ text: inner, look: looks[mark as keyof typeof looks] });
    from = match.index + whole.length;
  }
  if (from < text.length) runs.push({ text: text.slice(from), look: 'plain' });
  return runs;
}
