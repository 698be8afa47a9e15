/** How tests start the machine's browser: asking nothing, calling nobody, its microphone a tone that can be measured. */

/** What every test browser is started with: no questions, no network of its own, a fake microphone. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-background-networking',
  '--no-first-run',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];
