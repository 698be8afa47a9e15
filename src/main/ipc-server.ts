/** Answers the page's requests: only those on the wire, only from our own page, only in the right shape. */
import type { IpcMainInvokeEvent } from 'electron';
import { ipcInputs, type Ipc, type IpcChannel } from '../shared/ipc.ts';
import type { ElectronParts } from './electron-parts.ts';
import { isOurPage } from './permissions.ts';

type Answer<C extends IpcChannel> = ReturnType<Ipc[C]>;
export type IpcHandlers = {
  [C in IpcChannel]: (input: Parameters<Ipc[C]>[0]) => Answer<C> | Promise<Answer<C>>;
};

/** Registers every channel. A request from elsewhere or of another shape is rejected in words. */
export function serveIpc(ipcMain: ElectronParts['ipcMain'], handlers: IpcHandlers): void {
  for (const channel of Object.keys(ipcInputs) as IpcChannel[]) serveChannel(ipcMain, channel, handlers);
}

function serveChannel(ipcMain: ElectronParts['ipcMain'], channel: IpcChannel, handlers: IpcHandlers): void {
  const answer = handlers[channel] as (input: unknown) => unknown;
  ipcMain.handle(channel, (event, input: unknown) => {
    if (!isFromPage(event)) throw new Error(`${channel}: only the console's own page may ask.`);
    const checked = ipcInputs[channel].safeParse(input);
    if (!checked.success)
      throw new Error(`${channel}: ${checked.error.issues.map(({ message }) => message).join(', ')}`);
    return answer(checked.data);
  });
}

/** The sender is the page's main frame: an embedded frame has a parent. */
function isFromPage({ senderFrame }: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOurPage(senderFrame.url);
}
