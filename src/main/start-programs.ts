/** Starts the phone, and the backend where none is configured, and says where both are. */
import { randomBytes } from 'node:crypto';
import type { HostConnection } from '../shared/ipc.ts';
import type { ElectronParts } from './electron-parts.ts';
import { freePort } from './free-port.ts';
import type { MainLog } from './main-log.ts';
import { pageOrigin } from './page-protocol.ts';
import { backendProgram, keptSecret, phoneProgram, type ProgramStart } from './programs.ts';
import { superviseProgram, type SupervisedProgram } from './supervised-program.ts';

export interface Programs {
  list: SupervisedProgram[];
  /** Rejects with the last words of a program that does not start; the others are ended then. */
  connection: Promise<HostConnection>;
}

export interface ProgramPlace {
  parts: Pick<ElectronParts, 'app' | 'fork'>;
  env: Record<string, string | undefined>;
  log: MainLog;
  dataDir: string;
  /** Undefined: this workstation has a backend of its own. */
  backendUrl: string | undefined;
  onLine: (name: ProgramStart['name'], line: string) => void;
  onTrouble: (name: ProgramStart['name'], ends: number) => void;
}

/** Ports and tokens are chosen once, so that a program that is started again is found where it was. */
export async function startPrograms(place: ProgramPlace): Promise<Programs> {
  const { parts, env, dataDir, backendUrl } = place;
  const common = { appPath: parts.app.getAppPath(), dataDir, origin: pageOrigin, env };
  const phoneToken = randomBytes(24).toString('hex');
  const phone = supervise(place, phoneProgram({ ...common, token: phoneToken, port: await freePort() }));
  const backend =
    backendUrl === undefined
      ? supervise(
          place,
          backendProgram({ ...common, port: await freePort(), secretKey: keptSecret(dataDir) }),
        )
      : undefined;
  const list = [phone, ...(backend === undefined ? [] : [backend])];
  const connection = Promise.all([phone.ready, backend?.ready]).then(([phoneUrl, ownBackendUrl]) => ({
    backendUrl: backendUrl ?? ownBackendUrl ?? '',
    phoneUrl,
    phoneToken,
  }));
  connection.catch(() => Promise.all(list.map((program) => program.stop())));
  return { list, connection };
}

function supervise(
  { parts, log, onLine, onTrouble }: ProgramPlace,
  program: ProgramStart,
): SupervisedProgram {
  return superviseProgram({
    ...program,
    fork: parts.fork,
    log,
    onLine: (line) => onLine(program.name, line),
    onTrouble,
  });
}
