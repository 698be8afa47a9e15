// The shape every language must fill: a key missing in one of them does not compile.
import type { es } from './es.ts';

type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

/** All the console's words, by the keys of the first language. */
export type Catalogue = Words<typeof es>;
