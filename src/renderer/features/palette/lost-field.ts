// A field that goes away under somebody's fingers (a call brings another lead) leaves letters on their way: they are words, not commands.
import { isWriting } from '../../stores/commands.ts';

/** Whoever has not touched the keyboard for so long knows where it is. */
const flowMs = 2_000;
const endsWriting = ['Enter', 'Escape', 'Tab'];

/** Follows the field that is being written in, until stopped. */
export function watchLostField(): {
  /** True for a letter that was typed for a field which is no longer there. Every key is to be shown to it. */
  isMeantForIt: (event: KeyboardEvent) => boolean;
  stop: () => void;
} {
  let field: EventTarget | undefined;
  let typedAt = -Infinity;
  const onFocus = ({ target }: Event) => {
    field = isWriting(target) ? (target ?? undefined) : undefined;
  };
  const onPointer = () => {
    field = undefined;
  };
  document.addEventListener('focusin', onFocus);
  document.addEventListener('pointerdown', onPointer, true);
  return {
    isMeantForIt: (event) => {
      const isInFlow = event.timeStamp - typedAt < flowMs;
      typedAt = event.timeStamp;
      // A key that does something is meant: what comes after it is not the rest of a word.
      if (endsWriting.includes(event.key) || !isLetter(event)) field = undefined;
      const isLost = field instanceof Element && !field.isConnected;
      if (isLost && !isInFlow) field = undefined;
      return isLost && isInFlow;
    },
    stop: () => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('pointerdown', onPointer, true);
    },
  };
}

/** What writes: one sign, without Ctrl or Alt; taking back counts as writing. */
const isLetter = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  !ctrlKey && !metaKey && !altKey && (key.length === 1 || key === 'Backspace' || key === 'Shift');
