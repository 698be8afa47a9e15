/** What the language model cost us, call by call, whether it helped or not. */
import type { Queryable } from './database.ts';

export interface LlmUsage {
  leadId: string | null;
  purpose: string;
  model: string;
  promptTokens: number;
  completionTokens: number;
  costUsd: number;
  durationMs: number;
  /** What went wrong, or null. */
  error: string | null;
}

/** Writes one entry; a lead that is gone by now (merged) leaves it without one. */
export async function recordLlmUsage(db: Queryable, usage: LlmUsage): Promise<void> {
  await db.query(
    `INSERT INTO llm_usage (lead_id, purpose, model, prompt_tokens, completion_tokens, cost_usd, duration_ms, ok, error)
     VALUES ((SELECT id FROM leads WHERE id = $1), $2, $3, $4, $5, $6, $7, $8::text IS NULL, $8)`,
    [
      usage.leadId,
      usage.purpose,
      usage.model,
      usage.promptTokens,
      usage.completionTokens,
      usage.costUsd,
      Math.round(usage.durationMs),
      usage.error,
    ],
  );
}
