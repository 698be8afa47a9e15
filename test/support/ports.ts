/** Test files run beside one another, so none may insist on a port. */
export { freePort } from '../../src/backend/embedded/free-port.ts';
