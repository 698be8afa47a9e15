// Is it the line? A test with a verdict for the agent, and the SIP messages for whoever runs the exchange.
import { LadderSection } from './ladder.tsx';
import { CollectSection } from './collect.tsx';
import { LineTestSection } from './line-test.tsx';
import styles from './diagnostics.module.css';

export function Diagnostics() {
  return (
    <div className={styles.sheet}>
      <LineTestSection />
      <LadderSection />
      <CollectSection />
    </div>
  );
}
