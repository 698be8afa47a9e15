// Whoever writes a note when the other side hangs up goes on writing: the form that takes its place takes the keyboard too.
import { useLayoutEffect, type RefObject } from 'react';

let wasWriting = false;

/** For the field that goes: remembers whether it had the keyboard. */
export function useHandOverWriting(field: RefObject<HTMLTextAreaElement | null>): void {
  useLayoutEffect(() => {
    const element = field.current;
    wasWriting = false;
    return () => {
      wasWriting = element !== null && element === document.activeElement;
    };
  }, [field]);
}

/** For the field that comes in the same moment: the letters on their way would else be commands. */
export function useTakeOverWriting(field: RefObject<HTMLTextAreaElement | null>): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!wasWriting || element === null) return;
    wasWriting = false;
    element.focus();
    element.setSelectionRange(element.value.length, element.value.length);
  }, [field]);
}
