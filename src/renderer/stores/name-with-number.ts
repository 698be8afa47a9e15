// A telephone shows numbers, people know names: whoever draws, announces or lists a call asks here.
import { conversation } from './conversation.ts';
import { desk } from './desk.ts';
import { leadWithNumber, work } from './work.ts';

/** The name of the lead on screen, else of one of the list, else of the directory's entry with this number. */
export function nameWithNumber(number: string): string | undefined {
  const { detail } = conversation.getState();
  const shown = detail && leadWithNumber([detail], number);
  const lead = shown ?? leadWithNumber(Object.values(work.getState().leads), number);
  return lead?.name ?? nameInDirectory(number);
}

/** The colleague, queue or number of the house with this number, which a PBX shows with or without its country. */
export function nameInDirectory(number: string): string | undefined {
  const { directory } = desk.getState();
  const exact = directory.find((entry) => entry.number === number);
  if (exact !== undefined) return exact.name;
  const digits = number.replace(/\D/g, '').slice(-10);
  return digits.length < 10
    ? undefined
    : directory.find((entry) => entry.number.replace(/\D/g, '').endsWith(digits))?.name;
}
