// What a headset's report descriptor says of its keys and lights, and what its reports mean: pure, so that it can be held against recorded shapes.

/**
 * The part of WebHID that is used here; TypeScript's DOM does not know it yet (https://wicg.github.io/webhid/).
 * A usage is written as one number, its page in the upper 16 bits.
 */
export interface HidReportItem {
  isAbsolute?: boolean;
  isArray?: boolean;
  isConstant?: boolean;
  isRange?: boolean;
  usages?: readonly number[];
  usageMinimum?: number;
  usageMaximum?: number;
  reportSize?: number;
  reportCount?: number;
  logicalMinimum?: number;
}
export interface HidReport {
  reportId?: number;
  items?: readonly HidReportItem[];
}
export interface HidCollection {
  usagePage?: number;
  usage?: number;
  children?: readonly HidCollection[];
  inputReports?: readonly HidReport[];
  outputReports?: readonly HidReport[];
}

/** HID Usage Tables 1.5, §14 Telephony Device Page. */
export const telephonyPage = 0x0b;
/** Keys by the names used here; §14 Telephony Device Page and §12 Button Page. */
const keyUsages = { hook: 0x0b_0020, mute: 0x0b_002f, drop: 0x0b_0026 } as const;
/** Lights; §11 LED Page. */
const lightUsages = { mute: 0x08_0009, offHook: 0x08_0017, ring: 0x08_0018, hold: 0x08_0020 } as const;

export type HeadsetKey = keyof typeof keyUsages;
export type HeadsetLight = keyof typeof lightUsages;
export type HeadsetLights = Record<HeadsetLight, boolean>;

/** Where a usage stands in a report: `count` cells of `size` bits from `bit` on. */
export interface HeadsetField {
  reportId: number;
  bit: number;
  size: number;
  count: number;
  isAbsolute: boolean;
  /** In an array the cells hold this number while the key is pressed; undefined: the one cell is not 0. */
  index: number | undefined;
}

export interface HeadsetLayout {
  keys: Partial<Record<HeadsetKey, HeadsetField>>;
  lights: Partial<Record<HeadsetLight, HeadsetField>>;
  /** Bytes of each output report, without its id. */
  outputBytes: Record<number, number>;
}

/** What is known of a device by its collections; undefined when it has no telephone part with a hook switch. */
export function readHeadsetLayout(collections: readonly HidCollection[]): HeadsetLayout | undefined {
  const telephony = collections.filter(({ usagePage }) => usagePage === telephonyPage);
  const inputs = telephony.flatMap((collection) => reportsOf(collection, 'inputReports'));
  const outputs = telephony.flatMap((collection) => reportsOf(collection, 'outputReports'));
  const keys = findUsages(inputs, keyUsages);
  if (keys.hook === undefined) return undefined;
  return {
    keys,
    lights: findUsages(outputs, lightUsages),
    outputBytes: Object.fromEntries(outputs.map(({ reportId = 0, items }) => [reportId, bytesOf(items)])),
  };
}

/** The reports of a collection; where only its children name them, theirs, those of one id behind each other. */
function reportsOf(collection: HidCollection, kind: 'inputReports' | 'outputReports'): HidReport[] {
  const own = collection[kind] ?? [];
  if (own.length > 0) return [...own];
  const byId = new Map<number, HidReportItem[]>();
  for (const child of collection.children ?? [])
    for (const { reportId = 0, items = [] } of reportsOf(child, kind))
      byId.set(reportId, [...(byId.get(reportId) ?? []), ...items]);
  return [...byId].map(([reportId, items]) => ({ reportId, items }));
}

function findUsages<Name extends string>(
  reports: readonly HidReport[],
  wanted: Record<Name, number>,
): Partial<Record<Name, HeadsetField>> {
  const found: Partial<Record<Name, HeadsetField>> = {};
  for (const report of reports)
    for (const name of Object.keys(wanted) as Name[]) found[name] ??= fieldOf(report, wanted[name]);
  return found;
}

function fieldOf({ reportId = 0, items = [] }: HidReport, usage: number): HeadsetField | undefined {
  let bit = 0;
  for (const item of items) {
    const { reportSize: size = 0, reportCount: count = 0, isAbsolute = true } = item;
    const at = item.isConstant ? -1 : positionOf(item, usage);
    if (at >= 0) {
      const common = { reportId, size, isAbsolute };
      return item.isArray
        ? { ...common, bit, count, index: at + (item.logicalMinimum ?? 0) }
        : { ...common, bit: bit + at * size, count: 1, index: undefined };
    }
    bit += size * count;
  }
  return undefined;
}

/** Which of the item's usages it is, from 0; -1 for none. */
function positionOf(item: HidReportItem, usage: number): number {
  const { isRange, usages = [], usageMinimum = 1, usageMaximum = 0 } = item;
  if (!isRange) return usages.indexOf(usage);
  return usage >= usageMinimum && usage <= usageMaximum ? usage - usageMinimum : -1;
}

function bytesOf(items: readonly HidReportItem[] = []): number {
  const bits = items.reduce((sum, { reportSize = 0, reportCount = 0 }) => sum + reportSize * reportCount, 0);
  return Math.ceil(bits / 8);
}

/** Which keys are down, as the reports so far said. */
export type HeadsetReading = Partial<Record<HeadsetKey, boolean>>;
/** A key that has a position (`isAbsolute`) says it; one that has none only that it was pressed. */
export type HeadsetSign =
  'hook-off' | 'hook-on' | 'hook-pressed' | 'muted' | 'unmuted' | 'mute-pressed' | 'dropped';

/** What an input report changes. A report of another id, or one too short, changes nothing. */
export function readHeadsetReport(
  { keys }: HeadsetLayout,
  before: HeadsetReading,
  report: { reportId: number; data: DataView },
): { reading: HeadsetReading; signs: HeadsetSign[] } {
  const reading = { ...before };
  const signs: HeadsetSign[] = [];
  for (const key of Object.keys(keys) as HeadsetKey[]) {
    const field = keys[key];
    if (field?.reportId !== report.reportId) continue;
    const isDown = isSet(field, report.data);
    if (isDown === undefined || isDown === (before[key] ?? false)) continue;
    reading[key] = isDown;
    const sign = signOf(key, isDown, field.isAbsolute);
    if (sign) signs.push(sign);
  }
  return { reading, signs };
}

function signOf(key: HeadsetKey, isDown: boolean, isAbsolute: boolean): HeadsetSign | undefined {
  if (key === 'drop') return isDown ? 'dropped' : undefined;
  if (!isAbsolute) return isDown ? (`${key}-pressed` as const) : undefined;
  if (key === 'hook') return isDown ? 'hook-off' : 'hook-on';
  return isDown ? 'muted' : 'unmuted';
}

function isSet({ bit, size, count, index }: HeadsetField, data: DataView): boolean | undefined {
  if (bit + size * count > data.byteLength * 8) return undefined;
  const cells = Array.from({ length: count }, (_, i) => readBits(data, bit + i * size, size));
  return index === undefined ? cells[0] !== 0 : cells.includes(index);
}

/** Bits are counted from the lowest of the first byte (HID 1.11 §8). */
function readBits(data: DataView, from: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) {
    const at = from + i;
    value |= ((data.getUint8(at >> 3) >> (at & 7)) & 1) << i;
  }
  return value;
}

/** The output reports that show `lights`; one for each report id that has a light. */
export function writeHeadsetLights(
  { lights: fields, outputBytes }: HeadsetLayout,
  lights: HeadsetLights,
): { reportId: number; data: Uint8Array<ArrayBuffer> }[] {
  const reports = new Map<number, Uint8Array<ArrayBuffer>>();
  for (const light of Object.keys(fields) as HeadsetLight[]) {
    const field = fields[light];
    if (field === undefined) continue;
    const { reportId } = field;
    const data = reports.get(reportId) ?? new Uint8Array(outputBytes[reportId] ?? 1);
    reports.set(reportId, data);
    if (lights[light]) setLight(field, data);
  }
  return [...reports].map(([reportId, data]) => ({ reportId, data }));
}

function setLight({ bit, size, count, index }: HeadsetField, data: Uint8Array): void {
  if (index === undefined) return setBits(data, bit, 1);
  // An array names its lights in free cells, one after the other.
  for (let cell = 0; cell < count; cell++) {
    const at = bit + cell * size;
    if (readBits(new DataView(data.buffer), at, size) === 0) return setBits(data, at, index);
  }
}

function setBits(data: Uint8Array, from: number, value: number): void {
  for (let i = 0; value >> i !== 0; i++) {
    const at = from + i;
    if ((value >> i) & 1) data[at >> 3] = (data[at >> 3] ?? 0) | (1 << (at & 7));
  }
}
