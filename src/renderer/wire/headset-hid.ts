// One granted headset: its keys become commands, its lights follow the call; unplugged and back it goes on by itself.
import {
  readHeadsetLayout,
  readHeadsetReport,
  telephonyPage,
  writeHeadsetLights,
  type HeadsetLayout,
  type HeadsetLights,
  type HeadsetReading,
  type HeadsetSign,
  type HidCollection,
} from './headset-reports.ts';

export interface HidInputReport extends Event {
  reportId: number;
  data: DataView;
}
/** What is used of `HIDDevice` (https://wicg.github.io/webhid/#hiddevice-interface). */
export interface HidDevice {
  readonly opened: boolean;
  readonly vendorId: number;
  readonly productId: number;
  readonly productName: string;
  readonly collections: readonly HidCollection[];
  open: () => Promise<void>;
  close: () => Promise<void>;
  sendReport: (reportId: number, data: BufferSource) => Promise<void>;
  addEventListener: (type: 'inputreport', listener: (event: HidInputReport) => void) => void;
  removeEventListener: (type: 'inputreport', listener: (event: HidInputReport) => void) => void;
}
/** What is used of `navigator.hid`. */
export interface Hid {
  getDevices: () => Promise<HidDevice[]>;
  requestDevice: (options: { filters: { usagePage: number }[] }) => Promise<HidDevice[]>;
  addEventListener: (
    type: 'connect' | 'disconnect',
    listener: (event: { device: HidDevice }) => void,
  ) => void;
}

/** How the line stands, for keys and lights. */
export interface HeadsetLine {
  phase: 'idle' | 'ringing' | 'talking';
  muted: boolean;
  held: boolean;
}
export type HeadsetCommand = 'answer' | 'hang-up' | 'reject' | 'mute' | 'unmute';

/** What a key means at this moment of the line; undefined for nothing. */
export function commandOfSign(sign: HeadsetSign, { phase, muted }: HeadsetLine): HeadsetCommand | undefined {
  if (phase === 'ringing') {
    if (sign === 'hook-off' || sign === 'hook-pressed') return 'answer';
    return sign === 'dropped' ? 'reject' : undefined;
  }
  if (phase === 'idle') return undefined;
  if (sign === 'hook-on' || sign === 'hook-pressed' || sign === 'dropped') return 'hang-up';
  if (sign === 'mute-pressed') return muted ? 'unmute' : 'mute';
  if (sign === 'muted') return muted ? undefined : 'mute';
  return sign === 'unmuted' && muted ? 'unmute' : undefined;
}

/** What the lights show of the line. */
export function lightsOf({ phase, muted, held }: HeadsetLine): HeadsetLights {
  const talking = phase === 'talking';
  return { offHook: talking, ring: phase === 'ringing', mute: talking && muted, hold: talking && held };
}

/** A device chosen once, by what it is; a person may have two of a kind, and either will do. */
export interface ChosenHeadset {
  vendorId: number;
  productId: number;
  name: string;
}
export type HeadsetState =
  | { phase: 'none' }
  /** Chosen, and not plugged in, or no longer granted. */
  | { phase: 'away'; name: string }
  | { phase: 'ready'; name: string }
  /** Plugged in, and another program has it, or it has no hook switch. */
  | { phase: 'failed'; name: string };

export interface HeadsetOptions {
  hid: Hid;
  onState: (state: HeadsetState) => void;
  onCommand: (command: HeadsetCommand) => void;
  /** Asks the person which of several telephones is meant, by their names; undefined for none. */
  onSeveral: (names: readonly string[]) => Promise<number | undefined>;
  /** Epoch ms. */
  now?: () => number;
}

/** A headset that is told to lift the receiver says so itself a moment later: that is no key press. */
const echoWithinMs = 600;

export class HeadsetHid {
  readonly #options: Required<HeadsetOptions>;
  #chosen: ChosenHeadset | undefined;
  #device: HidDevice | undefined;
  #layout: HeadsetLayout | undefined;
  #reading: HeadsetReading = {};
  #line: HeadsetLine = { phase: 'idle', muted: false, held: false };
  #shown: HeadsetLights | undefined;
  #echo: { sign: HeadsetSign; until: number } | undefined;
  readonly #hear = (event: HidInputReport): void => this.#read(event);

  constructor(options: HeadsetOptions) {
    this.#options = { now: Date.now, ...options };
    options.hid.addEventListener('connect', ({ device }) => {
      if (this.#isChosen(device) && this.#device === undefined) void this.#open(device);
    });
    options.hid.addEventListener('disconnect', ({ device }) => {
      if (device === this.#device) this.#lose();
    });
  }

  /** Takes the headset of the last time, where it is still granted. */
  async resume(chosen: ChosenHeadset | undefined): Promise<void> {
    this.#chosen = chosen;
    if (chosen === undefined) return this.#options.onState({ phase: 'none' });
    const [device] = telephonesFirst(
      (await this.#options.hid.getDevices()).filter((one) => this.#isChosen(one)),
    );
    if (device) await this.#open(device);
    else this.#options.onState({ phase: 'away', name: chosen.name });
  }

  /** Lets the person choose among the telephones plugged in; undefined when they chose none. */
  async pick(): Promise<ChosenHeadset | undefined> {
    const granted = await this.#options.hid.requestDevice({ filters: [{ usagePage: telephonyPage }] });
    const device = await this.#oneOf(telephonesFirst(granted));
    if (!device) return undefined;
    const { vendorId, productId, productName } = device;
    await this.#release();
    this.#chosen = { vendorId, productId, name: productName };
    await this.#open(device);
    return this.#chosen;
  }

  async forget(): Promise<void> {
    await this.#release();
    this.#chosen = undefined;
    this.#options.onState({ phase: 'none' });
  }

  /** Follows the line; its lights are sent when they change. */
  follow(line: HeadsetLine): void {
    this.#line = line;
    void this.#show();
  }

  /** One grant may bring several devices: the parts of one headset, or headsets on one base. */
  async #oneOf(devices: readonly HidDevice[]): Promise<HidDevice | undefined> {
    const telephones = devices.filter((one) => readHeadsetLayout(one.collections) !== undefined);
    const named = [...new Map(telephones.toReversed().map((one) => [nameOf(one), one])).values()].reverse();
    if (named.length < 2) return named[0] ?? devices[0];
    const index = await this.#options.onSeveral(named.map(({ productName }) => productName));
    return index === undefined ? undefined : named[index];
  }

  #isChosen(device: HidDevice): boolean {
    const chosen = this.#chosen;
    return chosen !== undefined && nameOf(device) === nameOf({ ...chosen, productName: chosen.name });
  }

  async #open(device: HidDevice): Promise<void> {
    const name = device.productName;
    const layout = readHeadsetLayout(device.collections);
    try {
      if (layout === undefined) throw new Error('it has no hook switch');
      if (!device.opened) await device.open();
    } catch (cause) {
      console.warn('the headset was not opened', cause);
      return this.#options.onState({ phase: 'failed', name });
    }
    this.#device = device;
    this.#layout = layout;
    this.#reading = {};
    this.#shown = undefined;
    device.addEventListener('inputreport', this.#hear);
    this.#options.onState({ phase: 'ready', name });
    await this.#show();
  }

  #lose(): void {
    this.#device?.removeEventListener('inputreport', this.#hear);
    this.#device = undefined;
    this.#options.onState({ phase: 'away', name: this.#chosen?.name ?? '' });
  }

  async #release(): Promise<void> {
    const device = this.#device;
    if (!device) return;
    this.#line = { phase: 'idle', muted: false, held: false };
    await this.#show();
    this.#device = undefined;
    device.removeEventListener('inputreport', this.#hear);
    await device.close().catch(() => undefined); // it may have been pulled meanwhile
  }

  #read(report: HidInputReport): void {
    if (!this.#layout) return;
    const { reading, signs } = readHeadsetReport(this.#layout, this.#reading, report);
    this.#reading = reading;
    for (const sign of signs) {
      if (this.#isEcho(sign)) continue;
      const command = commandOfSign(sign, this.#line);
      if (command) this.#options.onCommand(command);
    }
  }

  #isEcho(sign: HeadsetSign): boolean {
    const isIt = this.#echo?.sign === sign && this.#options.now() < this.#echo.until;
    if (isIt) this.#echo = undefined;
    return isIt;
  }

  async #show(): Promise<void> {
    const { device, layout } = { device: this.#device, layout: this.#layout };
    const lights = lightsOf(this.#line);
    if (!device || !layout || isSame(lights, this.#shown)) return;
    if (lights.offHook !== (this.#shown?.offHook ?? false))
      this.#echo = {
        sign: lights.offHook ? 'hook-off' : 'hook-on',
        until: this.#options.now() + echoWithinMs,
      };
    this.#shown = lights;
    try {
      for (const { reportId, data } of writeHeadsetLights(layout, lights))
        await device.sendReport(reportId, data);
    } catch (cause) {
      console.warn('the headset took no lights', cause); // its keys may work all the same
    }
  }
}

/** What a device is; two with one name are two of a kind, or two parts of one. */
const nameOf = ({
  vendorId,
  productId,
  productName,
}: Pick<HidDevice, 'vendorId' | 'productId' | 'productName'>) => `${vendorId}:${productId}:${productName}`;

/** Parts of a headset that have no hook switch cannot take calls: they come last. */
const telephonesFirst = (devices: readonly HidDevice[]): HidDevice[] => {
  const rank = ({ collections }: HidDevice) => (readHeadsetLayout(collections) ? 0 : 1);
  return devices.toSorted((a, b) => rank(a) - rank(b));
};

const isSame = (a: HeadsetLights, b: HeadsetLights | undefined): boolean =>
  b !== undefined && a.offHook === b.offHook && a.ring === b.ring && a.mute === b.mute && a.hold === b.hold;
