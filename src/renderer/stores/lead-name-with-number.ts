// A telephone shows numbers, people know names: whoever draws, announces or lists a call asks here.
import { conversation } from './conversation.ts';
import { leadWithNumber, work } from './work.ts';

/** The name of the lead on screen, else of one of the list, with this number; undefined for anybody else's. */
export function leadNameWithNumber(number: string): string | undefined {
  const { detail } = conversation.getState();
  const shown = detail && leadWithNumber([detail], number);
  return (shown ?? leadWithNumber(Object.values(work.getState().leads), number))?.name;
}
