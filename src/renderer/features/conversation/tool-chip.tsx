// What a tool did, as a chip; a click opens what went in and what came out.
import { IconAlertTriangle, IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import type { ToolUse } from '../../stores/reading-line.ts';
import { classNames } from '../../ui/class-names.ts';
import { argumentLines, argumentsInWords, millisecondsInWords, toolInWords } from './tool-words.ts';
import styles from './timeline.module.css';

export function ToolChip({ tool }: { tool: ToolUse }) {
  const { t, language } = useWords();
  const [open, setOpen] = useState(false);
  const name = toolInWords(tool.name, t);
  const asked = argumentsInWords(tool.parameters, t, language);
  const summary = [asked, firstSentence(tool.result)].filter(Boolean).join(' · ');
  const Icon = tool.success ? IconTool : IconAlertTriangle;
  return (
    <div style={{ minWidth: 0 }}>
      <button
        type="button"
        className={classNames(styles.tool, !tool.success && styles.toolFailed)}
        aria-expanded={open}
        aria-label={t('tool.show', { name })}
        data-testid="tool-chip"
        onClick={() => setOpen(!open)}
      >
        <Icon stroke={1.5} aria-hidden />
        <b>{name}</b>
        <span>{tool.success ? summary : `${t('tool.failed')} · ${tool.result}`}</span>
        <span className={styles.ms}>{tool.cached ? t('tool.cached') : millisecondsInWords(tool.ms)}</span>
      </button>
      {open && <ToolDetail tool={tool} />}
    </div>
  );
}

function ToolDetail({ tool }: { tool: ToolUse }) {
  const { t } = useWords();
  return (
    <dl className={styles.detail}>
      <dt>{t('tool.parameters')}</dt>
      <dd>{argumentLines(tool.parameters, t).join('\n') || '–'}</dd>
      <dt>{t('tool.result')}</dt>
      <dd>{tool.result}</dd>
    </dl>
  );
}

function firstSentence(text: string): string {
  const end = text.search(/[.!?](\s|$)/);
  const sentence = end === -1 ? text : text.slice(0, end);
  return sentence.length > 90 ? `${sentence.slice(0, 89)}…` : sentence;
}
