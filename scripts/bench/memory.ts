/** What hundreds of calls and of reloads leave behind in the phone's memory, measured after forced collections. */
import { join } from 'node:path';
import { measureProcess, probeEnv, type ProcessFigures } from '../endurance/process-figures.ts';
import { endMarked, openPhoneBench, ringMarked, type PhoneBench } from './phone-bench.ts';

export interface MemoryFigures {
  /** After the phone is warm, after all calls, and after all reloads. */
  steps: ({ when: string } & Pick<ProcessFigures, 'rssMb' | 'heapMb' | 'externalMb' | 'udpSockets'>)[];
}

export async function measureMemory(dataDir: string, times: number): Promise<MemoryFigures> {
  const probeFile = join(dataDir, 'memory.jsonl');
  const bench = await openPhoneBench(dataDir, probeEnv(probeFile));
  const steps: MemoryFigures['steps'] = [];
  const look = async (when: string): Promise<void> => {
    const { rssMb, heapMb, externalMb, udpSockets } = await measureProcess(bench.lane.program.pid, probeFile);
    steps.push({ when, rssMb, heapMb, externalMb, udpSockets });
  };
  const quarter = Math.ceil(times / 4);
  try {
    await look('registered, page connected');
    for (let call = 1; call <= times; call++) {
      await callOnce(bench);
      if (call === quarter || call === times) await look(`after ${call} calls`);
    }
    for (let reload = 1; reload <= times; reload++) {
      await bench.reload();
      if (reload === quarter || reload === times) await look(`after ${reload} reloads of the page's leg`);
    }
  } finally {
    await bench.close();
  }
  return { steps };
}

/** A call with voice both ways. */
async function callOnce(bench: PhoneBench): Promise<void> {
  const stop = bench.marked.speak(bench.fromPage);
  const marked = await ringMarked(bench);
  const heard = [bench.fromPage.first(), bench.fromPbx.first()];
  await bench.lane.page.ask('call.answer', { id: marked.id });
  await Promise.all(heard);
  await endMarked(bench, marked);
  stop();
}
