// Whether somebody is choosing whom to call, and for what; a link of the operating system opens it with its number.
import { create } from 'zustand';

/** `call`: a new call; `transfer`: the call named is to be handed over; `add`: somebody is to join it. */
export interface Dialing {
  purpose: 'call' | 'transfer' | 'add';
  callId: string | undefined;
  /** What is in the field at first. */
  number: string;
}
interface Dialer {
  open: Dialing | undefined;
}
export const dialer = create<Dialer>()(() => ({ open: undefined }));

export function openDialer(dialing: Partial<Dialing> = {}): void {
  dialer.setState({ open: { purpose: 'call', callId: undefined, number: '', ...dialing } });
}

export function closeDialer(): void {
  dialer.setState({ open: undefined });
}
