/** `npm run bench -- board`: how soon what is committed stands on the consoles of a full house. Two minutes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchBoard } from './bench/board-bench.ts';
import { cellsOf, hundredths, spreadHeading, table } from './bench/figures.ts';

const { values } = parseArgs({
  options: {
    /** One JSON object on standard output and nothing else. */
    json: { type: 'boolean', default: false },
    /** For how long calls begin; each takes 40 s. */
    seconds: { type: 'string', default: '60' },
    consoles: { type: 'string', default: '200' },
    supervisors: { type: 'string', default: '20' },
    people: { type: 'string', default: '300' },
    queued: { type: 'string', default: '1000' },
    'calls-per-minute': { type: 'string', default: '50' },
  },
});

const dataDir = mkdtempSync(join(tmpdir(), 'bench-board-'));
try {
  const loadBefore = hundredths(loadavg()[0] ?? 0);
  const figures = await benchBoard({
    dataDir,
    seconds: Number(values.seconds),
    consoles: Number(values.consoles),
    supervisors: Number(values.supervisors),
    people: Number(values.people),
    queued: Number(values.queued),
    callsPerMinute: Number(values['calls-per-minute']),
  });
  const machine = { cores: availableParallelism(), loadBefore, loadAfter: hundredths(loadavg()[0] ?? 0) };
  if (values.json) console.log(JSON.stringify({ machine, board: figures }));
  else {
    const { board, lists, transcripts, joinMs, gaps, backend } = figures;
    console.log(
      table(
        ['commit to console, ms', ...spreadHeading],
        [
          ['live board (supervisors)', ...cellsOf(board)],
          ['lists (every console)', ...cellsOf(lists)],
          ['transcript (who watches)', ...cellsOf(transcripts)],
          ['connecting and joining', ...cellsOf(joinMs)],
        ],
      ),
    );
    console.log(
      `${values.consoles} consoles, ${values.supervisors} on the board, ${figures.calls} calls, ${figures.events} events; ` +
        `${figures.pushesPerSupervisorPerSecond} pushes a second to each board; cut off: ${figures.disconnects}`,
    );
    console.log(`gaps: ${gaps.streams} of streams, ${gaps.board} of boards`);
    console.log(
      `backend: ${backend.cpuPercent} % of a core, ${backend.rssMb} MB resident, ${backend.rssPeakMb} MB at most`,
    );
    console.log(`${machine.cores} cores, load ${machine.loadBefore} before, ${machine.loadAfter} after`);
  }
  if (figures.gaps.streams + figures.gaps.board > 0) process.exitCode = 1;
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
