/** Files that take minutes begin first, so that none of them runs alone at the end of the suite. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** From the longest on, as measured; the others follow in Vitest's own order. */
const longest = [
  'spec/scripts/journey',
  'peers/baresip',
  'spec/phone/call-silence',
  'peers/sipp-session-timer',
  'peers/loss',
  'spec/phone/phone-outages',
  'faults/backend-killed',
  'peers/gateway-outages',
  'spec/phone/call-journal',
  'endurance/console',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const first = longest.flatMap((name) =>
      files.filter((file) => file.moduleId.endsWith(`${name}.test.ts`)),
    );
    return [...first, ...others.filter((file) => !first.includes(file))];
  }
}
