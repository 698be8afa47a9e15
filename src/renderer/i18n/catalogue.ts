// The shape every language must fill: a key missing in one of them does not compile.
/** The same keys with any words: what a further language has to be. */
export type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
