/** Memory and sockets of a running phone, measured from outside as far as the system allows. Linux only. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { until } from '../../test/support/until.ts';

export interface ProcessFigures {
  rssMb: number;
  heapMb: number;
  /** Memory of buffers outside the heap. */
  externalMb: number;
  udpSockets: number;
  tcpSockets: number;
  timers: number;
  /** Everything that keeps the process alive, by kind. */
  resources: Record<string, number>;
}

/**
 * V8 doubles its nursery (twice) under load and keeps it: 30 to 90 MB that hold nothing after a collection. At this
 * size it is full-grown from the first calls on, so that what grows later is what calls leave behind.
 */
const nurseryMb = 16;

/** What a program must be started with so that `measureProcess` can ask it. */
export function probeEnv(file: string): Record<string, string> {
  const probe = pathToFileURL(join(import.meta.dirname, 'memory-probe.ts')).href;
  return {
    NODE_OPTIONS: `--max-semi-space-size=${nurseryMb} --import=${probe}`,
    MEMORY_PROBE_FILE: file,
  };
}

/** Collects garbage in the process and measures what is left. Rejects after 30 s without an answer. */
export async function measureProcess(pid: number, probeFile: string): Promise<ProcessFigures> {
  const answers = (): string[] => readLines(probeFile);
  const before = answers().length;
  process.kill(pid, 'SIGUSR2');
  const line = await until(() => answers()[before], { what: 'the figures of the phone' });
  const { rss, heapUsed, external, resources } = JSON.parse(line) as {
    rss: number;
    heapUsed: number;
    external: number;
    resources: string[];
  };
  const counted = countBy(resources);
  return {
    ...{ rssMb: megabytes(rss), heapMb: megabytes(heapUsed), externalMb: megabytes(external) },
    ...{ udpSockets: socketsOf(pid, 'udp'), tcpSockets: socketsOf(pid, 'tcp') },
    ...{ timers: counted['Timeout'] ?? 0, resources: counted },
  };
}

const megabytes = (bytes: number): number => Math.round(bytes / 104_857.6) / 10;

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Open sockets of a process: its descriptors that the kernel's table of this protocol knows (proc(5)). */
function socketsOf(pid: number, protocol: 'udp' | 'tcp'): number {
  const inodes = new Set(
    [`/proc/net/${protocol}`, `/proc/net/${protocol}6`].flatMap((table) =>
      readLines(table).map((row) => row.trim().split(/\s+/)[9]),
    ),
  );
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((descriptor) => inodes.has(inodeOf(join(folder, descriptor)))).length;
}

function inodeOf(descriptor: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(descriptor))?.[1];
  } catch {
    return undefined; // closed meanwhile
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}
