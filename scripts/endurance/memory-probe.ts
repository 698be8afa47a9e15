/**
 * Loaded into a phone process before the phone itself (`--import`), so that the phone's own code knows nothing of
 * being measured: on SIGUSR2 collects garbage and appends one line of figures to the file in MEMORY_PROBE_FILE.
 */
import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;
const file = process.env['MEMORY_PROBE_FILE'] ?? '';

process.on('SIGUSR2', () => {
  collect();
  // What a first collection sets free by finalisers, a second one takes away.
  setImmediate(() => {
    collect();
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const resources = process.getActiveResourcesInfo();
    appendFileSync(file, `${JSON.stringify({ rss, heapUsed, external, arrayBuffers, resources })}\n`);
  });
});
