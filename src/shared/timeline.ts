/** One reading line for a person: WhatsApp, what was said on the phone, and what the tools did. */

/** `interactions.metadata` of type 'whatsapp'. */
export interface WhatsAppMetadata {
  kind: string; // 'text', 'image', 'sticker', 'template', …
  direction: 'in' | 'out';
  mediaId?: string;
  mimeType?: string;
  caption?: string;
  fileName?: string;
  template?: string;
  replyTo?: string;
  reaction?: string;
  location?: { latitude: number; longitude: number; name?: string };
  raw?: unknown;
}

/** Why we did not send a message of ours, or would not send it any more. */
export type NotSent = 'chat-taken' | 'opted-out' | 'window-closed';

/** One entry of a timeline; times are ISO 8601. */
export interface TimelineItem {
  id: string;
  channel: 'whatsapp' | 'call' | 'tool' | 'note' | 'system';
  author: 'lead' | 'ai' | 'agent' | 'system';
  agentName: string | null;
  text: string;
  at: string;
  callId: string | null;
  status: string | null;
  /** For `channel: 'tool'`. */
  tool?: { name: string; parameters: unknown; result: string; success: boolean; ms: number; cached: boolean };
  kind?: string;
  /** For an attachment: what `GET /api/media/:id` gives, where there is any. */
  media?: { mimeType: string | null; caption: string | null; fileName: string | null };
  /** For a message of ours that failed: why, as Meta said it. */
  error?: string;
  /** Meta's code for it (Cloud API error codes), where it was their decision. */
  code?: number;
  /** The same as a code, where it was our own decision: to be said in the reader's language. */
  why?: NotSent;
}
