// A list on its way in: chosen, tried, looked at, brought in. Kept apart from its page, so that a call loses nothing of it.
import { create } from 'zustand';
import type { ImportKind, ImportReport } from '../../../../shared/admin.ts';
import { ActionError } from '../../../stores/actions.ts';
import type { SupervisionApi } from '../../../stores/supervision-api.ts';

/** `sent` is 0 to 1; at 1 the rows are being read over there. */
export type ImportStep =
  | { at: 'choosing' }
  | { at: 'checking' | 'importing'; sent: number; giveUp: () => void }
  | { at: 'checked' | 'done'; report: ImportReport }
  | { at: 'failed'; cause: unknown };

interface ImportRun {
  kind: ImportKind;
  file: { name: string; bytes: Blob } | undefined;
  step: ImportStep;
}

export const importRun = create<ImportRun>()(() => ({
  kind: 'spend',
  file: undefined,
  step: { at: 'choosing' },
}));

/** What the backend takes at most. */
const maxBytes = 8 * 1024 * 1024;

export function chooseKind(kind: ImportKind): void {
  startAnew();
  importRun.setState({ kind });
}

/** Puts the file away; what is on its way is given up. */
export function startAnew(): void {
  const { step } = importRun.getState();
  if (step.at === 'checking' || step.at === 'importing') step.giveUp();
  importRun.setState({ file: undefined, step: { at: 'choosing' } });
}

/** Takes a file and tries it. What stands in it is kept: the file may change or go before it is brought in. */
export async function takeFile(api: SupervisionApi, file: File): Promise<void> {
  importRun.setState({ file: { name: file.name, bytes: file } });
  if (file.size > maxBytes) return fail(new ActionError('too-large', 'the file is too large'));
  try {
    const bytes = new Blob([await file.arrayBuffer()], { type: 'text/csv' });
    importRun.setState({ file: { name: file.name, bytes } });
  } catch {
    return fail(new ActionError('file-gone', 'the file cannot be read'));
  }
  await run(api, { dryRun: true, skipBad: false });
}

/** Tries the same file once more. */
export const checkAgain = (api: SupervisionApi): Promise<void> => run(api, { dryRun: true, skipBad: false });

/** Brings in what is good. */
export const bringIn = (api: SupervisionApi, { skipBad }: { skipBad: boolean }): Promise<void> =>
  run(api, { dryRun: false, skipBad });

async function run(api: SupervisionApi, how: { dryRun: boolean; skipBad: boolean }): Promise<void> {
  const { kind, file } = importRun.getState();
  if (!file) return;
  const at = how.dryRun ? 'checking' : 'importing';
  const giver = new AbortController();
  const giveUp = () => giver.abort();
  const show = (step: ImportStep): void => {
    if (!giver.signal.aborted && importRun.getState().file === file) importRun.setState({ step });
  };
  show({ at, sent: 0, giveUp });
  try {
    const report = await api.importCsv(kind, file.bytes, {
      ...how,
      signal: giver.signal,
      onSent: (sent) => show({ at, sent, giveUp }),
    });
    show({ at: report.applied ? 'done' : 'checked', report });
  } catch (cause) {
    show({ at: 'failed', cause });
  }
}

function fail(cause: ActionError): void {
  importRun.setState({ step: { at: 'failed', cause } });
}
