/** What the console's page may do: talk to us and to the phone process on this machine, hear the microphone, nothing else. */

/** The phone listens on 127.0.0.1 alone; a policy cannot name `[::1]` (CSP 3 §2.3.1 knows no IPv6 address). */
const loopback = ['ws://127.0.0.1:*', 'ws://localhost:*'];

/** For helmet. Styles are inline because the component library writes them so. */
export const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'", 'data:'],
    mediaSrc: ["'self'", 'data:', 'blob:'],
    workerSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'", ...loopback],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

/** `Permissions-Policy`: the microphone for the page itself; the rest for nobody. */
export const permissionsPolicy =
  'microphone=(self), autoplay=(self), camera=(), geolocation=(), display-capture=(), payment=(), usb=()';
