// The keys and lights of a headset, against devices of the shapes that WebHID shows them in.
import { describe, expect, it } from 'vitest';
import {
  HeadsetHid,
  type Hid,
  type HidDevice,
  type HidInputReport,
  type HeadsetCommand,
  type HeadsetLine,
  type HeadsetState,
} from '../../../../src/renderer/wire/headset-hid.ts';
import {
  readHeadsetLayout,
  readHeadsetReport,
  writeHeadsetLights,
  type HidCollection,
} from '../../../../src/renderer/wire/headset-reports.ts';

const bit = { reportSize: 1, isArray: false, isRange: false, isConstant: false };
const pad = (reportCount: number) => ({ reportSize: 1, reportCount, isConstant: true, usages: [] });

/** Hook with a position, mute without one, lights in another report: the shape of most wired headsets. */
const wired: HidCollection[] = [
  {
    usagePage: 0x0c,
    usage: 1,
    inputReports: [{ reportId: 1, items: [{ ...bit, reportCount: 3, usages: [0x0c00e9] }] }],
  },
  {
    usagePage: 0x0b,
    usage: 5,
    children: [],
    inputReports: [
      {
        reportId: 2,
        items: [
          { ...bit, reportCount: 2, isAbsolute: true, usages: [0x0b0020, 0x0b0097] },
          { ...bit, reportCount: 2, isAbsolute: false, usages: [0x0b002f, 0x0b0021] },
          { ...bit, reportCount: 1, isAbsolute: true, usages: [0x0b0026] },
          pad(11),
        ],
      },
    ],
    outputReports: [
      {
        reportId: 3,
        items: [{ ...bit, reportCount: 4, usages: [0x080017, 0x080009, 0x080018, 0x080020] }, pad(12)],
      },
    ],
  },
];

const report = (reportId: number, ...bytes: number[]) => ({
  reportId,
  data: new DataView(new Uint8Array(bytes).buffer),
});

describe('the descriptor of a headset', () => {
  it('tells where hook, mute and each light stand, past paddings and other keys', () => {
    const layout = readHeadsetLayout(wired);
    expect(layout?.keys.hook).toMatchObject({ reportId: 2, bit: 0, isAbsolute: true });
    expect(layout?.keys.mute).toMatchObject({ reportId: 2, bit: 2, isAbsolute: false });
    expect(layout?.keys.drop).toMatchObject({ reportId: 2, bit: 4 });
    expect(layout?.lights.ring).toMatchObject({ reportId: 3, bit: 2 });
    expect(layout?.outputBytes).toEqual({ 3: 2 });
  });

  it('is no telephone without a hook switch, whatever else it can do', () => {
    expect(readHeadsetLayout(wired.slice(0, 1))).toBeUndefined();
    expect(readHeadsetLayout([{ usagePage: 0x0b, usage: 5, inputReports: [] }])).toBeUndefined();
  });

  it('may give its reports by the children of the collection, behind each other', () => {
    const [, { inputReports = [] }] = wired as [HidCollection, HidCollection];
    const items = inputReports[0]?.items ?? [];
    const nested: HidCollection = {
      usagePage: 0x0b,
      usage: 5,
      children: [
        { usagePage: 0x0b, usage: 6, inputReports: [{ reportId: 2, items: items.slice(0, 1) }] },
        { usagePage: 0x0b, usage: 6, inputReports: [{ reportId: 2, items: items.slice(1) }] },
      ],
    };
    expect(readHeadsetLayout([nested])?.keys.mute?.bit).toBe(2);
  });

  it('may name its usages as a range', () => {
    const range: HidCollection = {
      usagePage: 0x0b,
      usage: 5,
      inputReports: [
        {
          reportId: 0,
          items: [
            {
              ...bit,
              isRange: true,
              isAbsolute: true,
              reportCount: 16,
              usageMinimum: 0x0b0020,
              usageMaximum: 0x0b002f,
            },
          ],
        },
      ],
    };
    const layout = readHeadsetLayout([range]);
    expect(layout?.keys.hook).toMatchObject({ reportId: 0, bit: 0 });
    expect(layout?.keys.mute).toMatchObject({ bit: 15 });
  });
});

describe('the reports of a headset', () => {
  const layout = readHeadsetLayout(wired)!;

  it('say what changed, once', () => {
    const lifted = readHeadsetReport(layout, {}, report(2, 0b1, 0));
    expect(lifted.signs).toEqual(['hook-off']);
    expect(readHeadsetReport(layout, lifted.reading, report(2, 0b1, 0)).signs).toEqual([]);
    expect(readHeadsetReport(layout, lifted.reading, report(2, 0, 0)).signs).toEqual(['hook-on']);
  });

  it('say of a key without position only that it was pressed', () => {
    const pressed = readHeadsetReport(layout, { hook: true }, report(2, 0b101, 0));
    expect(pressed.signs).toEqual(['mute-pressed']);
    expect(readHeadsetReport(layout, pressed.reading, report(2, 0b001, 0)).signs).toEqual([]);
  });

  it('mean nothing by another id, or cut short', () => {
    expect(readHeadsetReport(layout, {}, report(1, 0xff)).signs).toEqual([]);
    expect(readHeadsetReport(layout, {}, report(2)).signs).toEqual([]);
  });

  it('name pressed keys by their place where the field is an array', () => {
    const listed = readHeadsetLayout([
      {
        usagePage: 0x0b,
        usage: 5,
        inputReports: [
          {
            reportId: 7,
            items: [
              {
                isArray: true,
                isAbsolute: true,
                reportSize: 8,
                reportCount: 2,
                logicalMinimum: 1,
                usages: [0x0b0020, 0x0b002f],
              },
            ],
          },
        ],
      },
    ])!;
    expect(readHeadsetReport(listed, {}, report(7, 2, 1)).signs.sort()).toEqual(['hook-off', 'muted']);
    expect(readHeadsetReport(listed, {}, report(7, 0, 0)).signs).toEqual([]);
  });

  it('set the light of each state at its bit', () => {
    const dark = { offHook: false, ring: false, mute: false, hold: false };
    const bytes = (lights: Partial<typeof dark>) =>
      writeHeadsetLights(layout, { ...dark, ...lights }).map(({ reportId, data }) => [reportId, ...data]);
    expect(bytes({})).toEqual([[3, 0, 0]]);
    expect(bytes({ ring: true })).toEqual([[3, 0b100, 0]]);
    expect(bytes({ offHook: true, mute: true, hold: true })).toEqual([[3, 0b1011, 0]]);
  });
});

/** A device at the edge of WebHID: opens, takes reports, sends them. */
class FakeDevice implements HidDevice {
  opened = false;
  isTaken = false;
  readonly vendorId = 0x0b0e;
  readonly productId = 0x24c9;
  readonly productName: string;
  readonly collections: readonly HidCollection[];
  readonly sent: number[][] = [];
  readonly #listeners = new Set<(event: HidInputReport) => void>();

  constructor(collections = wired, name = 'Evolve') {
    this.collections = collections;
    this.productName = name;
  }
  async open(): Promise<void> {
    if (this.isTaken) throw new DOMException('Failed to open the device.', 'NotAllowedError');
    this.opened = true;
  }
  async close(): Promise<void> {
    this.opened = false;
  }
  async sendReport(reportId: number, data: BufferSource): Promise<void> {
    if (!this.opened) throw new DOMException('The device must be opened first.', 'InvalidStateError');
    this.sent.push([reportId, ...new Uint8Array(data as ArrayBuffer)]);
  }
  addEventListener(_type: 'inputreport', listener: (event: HidInputReport) => void): void {
    this.#listeners.add(listener);
  }
  removeEventListener(_type: 'inputreport', listener: (event: HidInputReport) => void): void {
    this.#listeners.delete(listener);
  }
  press(...bytes: number[]): void {
    for (const listener of this.#listeners)
      listener(Object.assign(new Event('inputreport'), report(2, ...bytes)));
  }
}

class FakeHid implements Hid {
  granted: HidDevice[];
  asked: unknown;
  readonly #listeners = {
    connect: [] as ((event: { device: HidDevice }) => void)[],
    disconnect: [] as ((event: { device: HidDevice }) => void)[],
  };
  constructor(...granted: HidDevice[]) {
    this.granted = granted;
  }
  async getDevices(): Promise<HidDevice[]> {
    return this.granted;
  }
  async requestDevice(options: unknown): Promise<HidDevice[]> {
    this.asked = options;
    return this.granted;
  }
  addEventListener(type: 'connect' | 'disconnect', listener: (event: { device: HidDevice }) => void): void {
    this.#listeners[type].push(listener);
  }
  say(type: 'connect' | 'disconnect', device: HidDevice): void {
    for (const listener of this.#listeners[type]) listener({ device });
  }
}

const onSeveral = async () => undefined;
const chosen = { vendorId: 0x0b0e, productId: 0x24c9, name: 'Evolve' };
const idle: HeadsetLine = { phase: 'idle', muted: false, held: false };
const ringing: HeadsetLine = { ...idle, phase: 'ringing' };
const talking: HeadsetLine = { ...idle, phase: 'talking' };

async function plugIn(device = new FakeDevice()) {
  const commands: HeadsetCommand[] = [];
  const states: HeadsetState[] = [];
  const clock = { now: 0 };
  const hid = new FakeHid(device);
  const headset = new HeadsetHid({
    hid,
    now: () => clock.now,
    onState: (state) => states.push(state),
    onCommand: (command) => commands.push(command),
    onSeveral: async () => undefined,
  });
  await headset.resume(chosen);
  return { device, hid, headset, commands, states, clock };
}

describe('a headset', () => {
  it('answers with its hook, mutes with its key and hangs up with its hook', async () => {
    const { device, headset, commands, clock } = await plugIn();
    headset.follow(ringing);
    device.press(0b1, 0);
    headset.follow(talking);
    device.press(0b101, 0);
    device.press(0b001, 0);
    headset.follow({ ...talking, muted: true });
    device.press(0b101, 0);
    device.press(0b001, 0);
    clock.now += 5_000;
    device.press(0, 0);
    expect(commands).toEqual(['answer', 'mute', 'unmute', 'hang-up']);
  });

  it('turns a ring away with its drop key and does nothing without a call', async () => {
    const { device, headset, commands } = await plugIn();
    device.press(0b1, 0);
    device.press(0b0, 0);
    expect(commands).toEqual([]);
    headset.follow(ringing);
    device.press(0b10000, 0);
    expect(commands).toEqual(['reject']);
  });

  it('shows ring, call, mute and hold by its lights, and sends nothing twice', async () => {
    const { device, headset } = await plugIn();
    headset.follow(ringing);
    headset.follow({ ...ringing });
    headset.follow(talking);
    headset.follow({ ...talking, muted: true });
    headset.follow({ ...talking, held: true });
    headset.follow(idle);
    expect(device.sent).toEqual([
      [3, 0, 0],
      [3, 0b100, 0],
      [3, 0b001, 0],
      [3, 0b011, 0],
      [3, 0b1001, 0],
      [3, 0, 0],
    ]);
  });

  it('does not take its own echo of the receiver for a press of a person', async () => {
    const { device, headset, commands, clock } = await plugIn();
    headset.follow(talking);
    device.press(0b1, 0); // it says that it lifted
    headset.follow(idle);
    headset.follow(ringing);
    headset.follow(talking);
    clock.now += 5_000;
    device.press(0, 0); // a person put it down
    expect(commands).toEqual(['hang-up']);
    headset.follow(idle);
    device.press(0b1, 0);
    headset.follow(talking);
    headset.follow(idle);
    device.press(0, 0); // told to hang up, it says so
    expect(commands).toEqual(['hang-up']);
  });

  it('goes on by itself when it was unplugged and is back, and shows the call at once', async () => {
    const { device, hid, headset, states, commands } = await plugIn();
    hid.say('disconnect', device);
    device.opened = false;
    headset.follow(talking);
    const back = new FakeDevice();
    hid.say('connect', back);
    await expect.poll(() => back.sent).toEqual([[3, 1, 0]]);
    expect(states.map(({ phase }) => phase)).toEqual(['ready', 'away', 'ready']);
    device.press(0b10000, 0);
    expect(commands).toEqual([]);
  });

  it('says that it is away when it is not granted any more, and that it failed when another program has it', async () => {
    const states: HeadsetState[] = [];
    const options = {
      onState: (state: HeadsetState) => states.push(state),
      onCommand: () => undefined,
      onSeveral,
    };
    await new HeadsetHid({ hid: new FakeHid(), ...options }).resume(chosen);
    const taken = new FakeDevice();
    taken.isTaken = true;
    await new HeadsetHid({ hid: new FakeHid(taken), ...options }).resume(chosen);
    expect(states).toEqual([
      { phase: 'away', name: 'Evolve' },
      { phase: 'failed', name: 'Evolve' },
    ]);
  });

  it('is chosen among telephones only, and let go in the dark', async () => {
    const device = new FakeDevice();
    const hid = new FakeHid(device);
    const headset = new HeadsetHid({ hid, onState: () => undefined, onCommand: () => undefined, onSeveral });
    expect(await headset.pick()).toEqual(chosen);
    expect(hid.asked).toEqual({ filters: [{ usagePage: 0x0b }] });
    headset.follow(talking);
    await headset.forget();
    expect(device.sent.at(-1)).toEqual([3, 0, 0]);
    expect(device.opened).toBe(false);
  });

  it('is asked for by name where one grant brings several, and that one is taken and remembered', async () => {
    const [base, second] = [new FakeDevice(), new FakeDevice(wired, 'Evolve 2')];
    const speaker = new FakeDevice(wired.slice(0, 1), 'Speaker');
    const hid = new FakeHid(speaker, base, second);
    const asked: (readonly string[])[] = [];
    const states: HeadsetState[] = [];
    const options = { hid, onState: (state: HeadsetState) => states.push(state), onCommand: () => undefined };
    const choose = (index: number | undefined) =>
      new HeadsetHid({ ...options, onSeveral: async (names) => (asked.push(names), index) });
    expect(await choose(1).pick()).toMatchObject({ name: 'Evolve 2' });
    expect(asked).toEqual([['Evolve', 'Evolve 2']]);
    expect([base.opened, second.opened]).toEqual([false, true]);
    expect(await choose(undefined).pick(), 'none is an answer').toBeUndefined();

    await choose(0).resume({ ...chosen, name: 'Evolve 2' });
    expect(states.at(-1)).toEqual({ phase: 'ready', name: 'Evolve 2' });
    expect(base.opened, 'another of the same maker and model is not it').toBe(false);
  });

  it('is not asked for where the several are the parts of one headset', async () => {
    const keys = new FakeDevice(wired.slice(0, 1));
    const telephone = new FakeDevice();
    const headset = new HeadsetHid({
      hid: new FakeHid(keys, telephone),
      onState: () => undefined,
      onCommand: () => undefined,
      onSeveral: () => Promise.reject(new Error('nobody is asked')),
    });
    expect(await headset.pick()).toEqual(chosen);
    expect([keys.opened, telephone.opened]).toEqual([false, true]);
  });
});
