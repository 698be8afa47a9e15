/** The transfers a call takes part in: the one that moves it, and the one that gives its place to another call. */
import type { Transfer } from './transfer.ts';

export class TransferRoles {
  #moved: Transfer | undefined;
  #replaced: Transfer | undefined;

  join(transfer: Transfer, as: 'moved' | 'replaced'): void {
    if (as === 'moved') this.#moved = transfer;
    else this.#replaced = transfer;
  }

  get isUnderWay(): boolean {
    return [this.#moved, this.#replaced].some((transfer) => transfer && !transfer.isOver);
  }

  /** A NOTIFY came: body and Subscription-State. */
  notified(sipfrag: string, subscriptionState: string): void {
    this.#moved?.notified(sipfrag, subscriptionState);
  }

  /**
   * The other side hung up. In a transfer that was taken up that is how an exchange says that we are out of it:
   * answers where the call went, undefined when it simply ended.
   */
  leftByPeer(): string | undefined {
    if (this.#moved?.peerLeft()) return this.#moved.view().to;
    return this.#replaced?.isTakenUp ? this.#replaced.view().to : undefined;
  }

  /** The call that was to be moved is over. */
  giveUp(): void {
    this.#moved?.giveUp('the call has ended');
  }
}
