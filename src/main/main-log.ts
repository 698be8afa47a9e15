/** What everything in main may say to its log. */
export type MainLog = (line: { event: string } & Record<string, unknown>) => void;
