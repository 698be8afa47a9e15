// People are called by their first name on the reading line; a number is not a name.
/** `Mariana` of `Mariana Robles Ortega`; a phone number stays whole. */
export function firstName(name: string): string {
  return /^[+\d]/.test(name) ? name : (name.split(' ')[0] ?? name);
}
