// "Later" always lies ahead, and no two choices are the same moment.
import { describe, expect, it } from 'vitest';
import { laterChoices, toLocalInput } from '../../../../../src/renderer/features/tasks/later-choices.ts';

const said = (now: Date) =>
  laterChoices(now.getTime()).map(({ choice, at }) => `${choice} ${toLocalInput(at)}`);

describe('the times somebody can mean by later', () => {
  it('are an hour, this afternoon, tomorrow and Monday', () => {
    expect(said(new Date(2026, 10, 25, 9, 30))).toEqual([
      'inAnHour 2026-11-25T10:30',
      'thisAfternoon 2026-11-25T17:00',
      'tomorrow 2026-11-26T10:00',
      'monday 2026-11-30T10:00',
    ]);
  });

  it('leave out the afternoon when it is near or over', () => {
    expect(said(new Date(2026, 10, 25, 16, 30)).join()).not.toContain('thisAfternoon');
    expect(said(new Date(2026, 10, 25, 18, 0)).join()).not.toContain('thisAfternoon');
  });

  it('leave out Monday on Sunday, when it is tomorrow, and mean the next one on Monday', () => {
    expect(said(new Date(2026, 10, 22, 9, 0)).join()).not.toContain('monday');
    expect(said(new Date(2026, 10, 23, 9, 0))).toContain('monday 2026-11-30T10:00');
  });
});
