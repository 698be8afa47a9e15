/** The way of every tool that only reads: the kept answer, or a new one that is kept. */
import { keepAnswer, keptAnswer, toolAnswerKey } from '../cache/tool-answers.ts';
import { canonicalJson } from '../json.ts';
import type { ToolName } from './tool-definitions.ts';
import type { ToolAnswer, ToolDeps } from './tool.ts';

/** `question` must hold everything that the answer depends on; a refusal (thrown) is never kept. */
export async function answerFromCache(
  { tool, question }: { tool: ToolName; question: unknown },
  { redis, log }: Pick<ToolDeps, 'redis' | 'log'>,
  look: () => Promise<string>,
): Promise<ToolAnswer> {
  const key = toolAnswerKey(tool, canonicalJson(question));
  const kept = await keptAnswer(redis, key, log);
  if (kept !== undefined) return { result: kept, cached: true };
  const result = await look();
  keepAnswer(redis, key, result, log);
  return { result };
}
