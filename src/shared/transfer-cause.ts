/** How a phone says where a call went, and the backend reads from it which of the agent's two calls was the question before. */

/**
 * What the report of a call that was handed on gives as its cause. In an attended transfer both calls name the number
 * of the second party: a call whose cause names its own number is the one in which that party was asked.
 */
export function transferCause(to: string): string {
  return `transferred to ${to}`;
}
