/** The messages that Meta has approved: all that may go out once WhatsApp's window has closed. */
import type { MessageTemplate } from '../../shared/desk.ts';
import { demoTemplates, staffTemplates } from '../../shared/demo-templates.ts';
import { first, type Queryable } from './database.ts';

/** An approved template in use, or undefined. */
export function templateByName(
  db: Queryable,
  name: string,
  language: string,
): Promise<MessageTemplate | undefined> {
  return first<MessageTemplate>(
    db,
    `SELECT name, language, body, parameters FROM message_templates WHERE name = $1 AND language = $2 AND active`,
    [name, language],
  );
}

/** Writes the templates of a demonstration that are missing; never changes one that is there. */
export async function ensureDemoTemplates(db: Queryable): Promise<void> {
  await db.query(
    `INSERT INTO message_templates (name, language, body, parameters, position)
     SELECT t.name, t.language, t.body, ARRAY(SELECT jsonb_array_elements_text(t.parameters)), t.position
     FROM jsonb_to_recordset($1) AS t(name text, language text, body text, parameters jsonb, position int) ON CONFLICT DO NOTHING`,
    [
      JSON.stringify(
        [...demoTemplates, ...staffTemplates].map((template, position) => ({ ...template, position })),
      ),
    ],
  );
}
