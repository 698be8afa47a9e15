// Keeps the desk's own lists fresh: read at every connection, and again when a push says that one of them changed.
import type { AgentSummary } from '../../shared/push.ts';
import type { DeskApi } from '../stores/desk-api.ts';
import { desk } from '../stores/desk.ts';

type Part = 'choices' | 'wrapUps' | 'chats' | 'directory' | 'today';

const refreshAfterMs = 150;

export class LiveDesk {
  readonly #api: DeskApi;
  readonly #due = new Set<Part>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: DeskApi) {
    this.#api = api;
  }

  /** Reads everything; a part that fails keeps what it had, and the next connection or push tries again. */
  async load(): Promise<void> {
    await Promise.all(
      (['choices', 'wrapUps', 'chats', 'directory', 'today'] as const).map((part) => this.#read(part)),
    );
  }

  /** Reads these parts again soon; a burst of pushes is one reading. */
  refresh(...parts: Part[]): void {
    for (const part of parts) this.#due.add(part);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const part of this.#due) void this.#read(part);
      this.#due.clear();
    }, refreshAfterMs);
  }

  /** The directory shows who could answer. */
  agentChanged({ id, state, phoneRegistered }: AgentSummary): void {
    const shown = state === 'wrap-up' ? 'busy' : phoneRegistered ? state : 'offline';
    desk.setState(({ directory }) => ({
      directory: directory.map((entry) => (entry.id === id ? { ...entry, state: shown } : entry)),
    }));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #read(part: Part): Promise<void> {
    try {
      if (part === 'choices') desk.setState({ choices: await this.#api.choices() });
      if (part === 'wrapUps') desk.setState(await this.#api.wrapUps());
      if (part === 'chats') desk.setState(await this.#api.chats());
      if (part === 'directory') desk.setState({ directory: (await this.#api.directory()).entries });
      if (part === 'today') desk.setState({ today: await this.#api.today() });
    } catch {
      // The line on top says that the backend is away; what was read last stays on screen.
    }
  }
}
