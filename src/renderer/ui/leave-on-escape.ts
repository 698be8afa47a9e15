// Keys act again once the field is left, and Escape is where everybody looks for the way out.
import type { KeyboardEvent } from 'react';

/** For a field's `onKeyDown`: gives the keyboard back to the desk. What an input method has open goes first. */
export function leaveOnEscape(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Escape' && !event.nativeEvent.isComposing) event.currentTarget.blur();
}
