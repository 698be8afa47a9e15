/** What a page's heap is made of, from a snapshot of it: how much is compiled code, how much is what the page made. */
import type { CDPSession } from '@playwright/test';

interface Snapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } };
  nodes: number[];
}

/** Bytes by V8's kind of node (`code`, `object`, `string`, …), Blink's own (`native`) left out; collects first. */
export async function bytesByKind(devtools: CDPSession): Promise<Record<string, number>> {
  const { snapshot, nodes } = await snapshotOf(devtools);
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const size = fields.indexOf('self_size');
  const bytes: Record<string, number> = {};
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = types[0][nodes[at]!]!;
    if (kind !== 'native') bytes[kind] = (bytes[kind] ?? 0) + nodes[at + size]!;
  }
  return bytes;
}

async function snapshotOf(devtools: CDPSession): Promise<Snapshot> {
  const chunks: string[] = [];
  const take = ({ chunk }: { chunk: string }) => chunks.push(chunk);
  devtools.on('HeapProfiler.addHeapSnapshotChunk', take);
  await devtools.send('HeapProfiler.takeHeapSnapshot', {});
  devtools.off('HeapProfiler.addHeapSnapshotChunk', take);
  return JSON.parse(chunks.join('')) as Snapshot;
}
