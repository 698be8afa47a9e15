// Notes are never lost: not by a backend that is away, not by a crash, not by typing on while one is saved.
import { afterEach, describe, expect, it } from 'vitest';
import { ActionError } from '../../../../src/renderer/stores/actions.ts';
import { NoteKeeper, noteDrafts, selectNote } from '../../../../src/renderer/stores/note-drafts.ts';
import { until } from '../../../support/until.ts';

/** A backend that keeps drafts, and can be away or slow. */
class Backend {
  readonly drafts = new Map<string, string>();
  readonly kept: string[] = [];
  readonly notes: string[] = [];
  isAway = false;
  refuses = false;
  hold: Promise<void> | undefined;

  draft = (leadId: string) => Promise.resolve(this.#of(leadId));
  keepDraft = async (leadId: string, text: string) => {
    await this.#answer();
    this.kept.push(text);
    this.drafts.set(leadId, text);
    return this.#of(leadId);
  };
  addNote = async (leadId: string, text: string) => {
    await this.#answer();
    this.notes.push(text);
    this.drafts.delete(leadId);
  };

  async #answer(): Promise<void> {
    await this.hold;
    if (this.isAway) throw new ActionError('unreachable', 'away');
    if (this.refuses) throw new ActionError('forbidden', 'no');
  }

  #of(leadId: string) {
    const text = this.drafts.get(leadId) ?? '';
    return { text, savedAt: text === '' ? null : '2026-11-22T12:46:00Z' };
  }
}

/** What outlives a crash of the page. */
function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { size: () => number } {
  const held = new Map<string, string>();
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
    size: () => held.size,
  };
}

function setUp(api = new Backend(), storage = memory()) {
  const keeper = new NoteKeeper({ api, storage, ownerId: 'andrea', quietMs: 5, retryMs: 5 });
  return { api, storage, keeper };
}
const note = (leadId = 'lead') => selectNote(leadId)(noteDrafts.getState());
const crash = () => noteDrafts.setState({ notes: {} });

afterEach(crash);

describe('a note', () => {
  it('is saved a moment after the typing, once for many keys', async () => {
    const { api, storage, keeper } = setUp();
    for (const text of ['I', 'Iv', 'Iván']) keeper.write('lead', text);
    await until(() => note().phase === 'saved');
    expect(api.kept).toEqual(['Iván']);
    expect(note().savedAt).toBe('2026-11-22T12:46:00Z');
    expect(storage.size()).toBe(0);
  });

  it('says that it waits while the backend is away, and is sent when it is back', async () => {
    const { api, storage, keeper } = setUp();
    api.isAway = true;
    keeper.write('lead', 'Viaja el viernes');
    await until(() => note().phase === 'waiting');
    expect(storage.size()).toBe(1);
    api.isAway = false;
    await until(() => note().phase === 'saved');
    expect(api.drafts.get('lead')).toBe('Viaja el viernes');
  });

  it('goes out at once when the line is back', async () => {
    const { api, storage } = setUp();
    const keeper = new NoteKeeper({ api, storage, ownerId: 'andrea', quietMs: 5, retryMs: 3_600_000 });
    api.isAway = true;
    keeper.write('lead', 'Llega tarde');
    await until(() => note().phase === 'waiting');
    api.isAway = false;
    keeper.flush();
    await until(() => note().phase === 'saved');
    expect(api.kept).toEqual(['Llega tarde']);
  });

  it('outlives a crash that came before it was saved, and wins over what the backend has', async () => {
    const { api, storage, keeper } = setUp();
    api.drafts.set('lead', 'old');
    api.isAway = true;
    keeper.write('lead', 'new');
    await until(() => note().phase === 'waiting');
    keeper.stop();
    crash();
    api.isAway = false;
    await setUp(api, storage).keeper.open('lead');
    expect(note().text).toBe('new');
    await until(() => api.drafts.get('lead') === 'new');
  });

  it('of somebody else on the same machine stays theirs', async () => {
    const { api, storage, keeper } = setUp();
    api.isAway = true;
    keeper.write('lead', 'mine');
    await until(() => note().phase === 'waiting');
    keeper.stop();
    crash();
    api.isAway = false;
    await new NoteKeeper({ api, storage, ownerId: 'carlos' }).open('lead');
    expect(note().text).toBe('');
  });

  it('keeps what is typed while an earlier text is on its way', async () => {
    const { api, keeper } = setUp();
    let release = () => {};
    api.hold = new Promise((next) => (release = next));
    keeper.write('lead', 'first');
    await until(() => note().phase === 'saving');
    keeper.write('lead', 'first and second');
    release();
    api.hold = undefined;
    await until(() => note().phase === 'saved');
    expect(note().text).toBe('first and second');
    expect(api.kept.at(-1)).toBe('first and second');
  });

  it('says so when it is refused, and loses nothing', async () => {
    const { api, storage, keeper } = setUp();
    api.refuses = true;
    keeper.write('lead', 'text');
    await until(() => note().phase === 'failed');
    expect(note().text).toBe('text');
    expect(storage.size()).toBe(1);
  });
});

describe('adding a note to the story', () => {
  it('empties the field and leaves no draft behind', async () => {
    const { api, keeper } = setUp();
    keeper.write('lead', 'Quiere vista al mar');
    await keeper.add('lead');
    expect(api.notes).toEqual(['Quiere vista al mar']);
    expect(note()).toMatchObject({ text: '', phase: 'saved' });
    expect(api.drafts.size).toBe(0);
  });

  it('keeps the text where it fails, and saves it as a draft', async () => {
    const { api, keeper } = setUp();
    api.isAway = true;
    keeper.write('lead', 'Importante');
    await expect(keeper.add('lead')).rejects.toThrow('away');
    expect(note().text).toBe('Importante');
    api.isAway = false;
    await until(() => api.drafts.get('lead') === 'Importante');
  });

  it('adds nothing when there is nothing', async () => {
    const { api, keeper } = setUp();
    keeper.write('lead', '  ');
    await keeper.add('lead');
    expect(api.notes).toEqual([]);
  });

  it('keeps what was written and saved while an older answer was on its way', async () => {
    const { api, keeper } = setUp();
    const late = Promise.withResolvers<{ text: string; savedAt: null }>();
    api.draft = () => late.promise;
    const opened = keeper.open('lead');
    keeper.write('lead', 'Quiere ver la villa');
    await until(() => note().phase === 'saved', { what: 'the note to be saved' });
    late.resolve({ text: '', savedAt: null });
    await opened;
    expect(note()).toMatchObject({ text: 'Quiere ver la villa', phase: 'saved' });
  });
});
