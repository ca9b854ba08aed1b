/** activity.sqlite: its tables (design §5.5). */
import type { Migration } from '../sqlite/database.ts'

/** Columns of sums: what requests add up to. */
export const usageSums: readonly string[] = [
  'requests',
  'failed',
  'cancelled',
  'retries',
  'input_tokens',
  'output_tokens',
  'thinking_tokens',
  'cached_tokens',
  'bytes_in',
  'bytes_out',
  'total_ms',
  'first_byte_ms',
  'first_bytes',
]

const sumColumns = usageSums.map((column) => `${column} INTEGER NOT NULL`).join(', ')
const sumsAgain = usageSums.map((column) => `sum(${column})`).join(', ')

/** The history of the tables; a release only ever adds to its end. */
export const activityMigrations: readonly Migration[] = [
  (database) => {
    database.exec(`
      CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
      INSERT INTO names VALUES (0, '');

      CREATE TABLE requests (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL, started_at_ms INTEGER NOT NULL,
        method INTEGER NOT NULL, route INTEGER NOT NULL, dialect INTEGER NOT NULL,
        token INTEGER NOT NULL, client INTEGER NOT NULL,
        model_asked INTEGER NOT NULL, model INTEGER NOT NULL, stream INTEGER NOT NULL,
        status INTEGER NOT NULL, error_code INTEGER NOT NULL, error_message TEXT NOT NULL,
        first_byte_ms INTEGER, total_ms INTEGER NOT NULL,
        input_tokens INTEGER, output_tokens INTEGER, thinking_tokens INTEGER, cached_tokens INTEGER,
        bytes_in INTEGER NOT NULL, bytes_out INTEGER NOT NULL,
        key INTEGER NOT NULL, attempts INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX requests_by_id ON requests (id);
      CREATE INDEX requests_by_time ON requests (started_at_ms);
      CREATE INDEX requests_by_key ON requests (key, started_at_ms);
      CREATE INDEX requests_by_model ON requests (model, started_at_ms);
      CREATE INDEX requests_by_client ON requests (client, started_at_ms);
      CREATE INDEX requests_by_token ON requests (token, started_at_ms);
      CREATE INDEX failed_requests
        ON requests (started_at_ms, status, error_code, error_message) WHERE status >= 400;

      CREATE TABLE attempts (
        request INTEGER NOT NULL, position INTEGER NOT NULL,
        key INTEGER NOT NULL, verdict INTEGER NOT NULL, status INTEGER NOT NULL, ms INTEGER NOT NULL,
        PRIMARY KEY (request, position)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE bodies (
        request INTEGER PRIMARY KEY, sent TEXT NOT NULL, answered TEXT NOT NULL
      ) STRICT;

      CREATE TABLE usage (
        grain INTEGER NOT NULL, start_ms INTEGER NOT NULL,
        key INTEGER NOT NULL, model INTEGER NOT NULL, token INTEGER NOT NULL, client INTEGER NOT NULL,
        ${sumColumns},
        PRIMARY KEY (grain, start_ms, key, model, token, client)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE model_usage (
        grain INTEGER NOT NULL, start_ms INTEGER NOT NULL, model INTEGER NOT NULL,
        ${sumColumns},
        PRIMARY KEY (grain, start_ms, model)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE latencies (
        grain INTEGER NOT NULL, start_ms INTEGER NOT NULL, model INTEGER NOT NULL,
        measure TEXT NOT NULL, step INTEGER NOT NULL, count INTEGER NOT NULL,
        PRIMARY KEY (grain, start_ms, model, measure, step)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE failures (
        grain INTEGER NOT NULL, start_ms INTEGER NOT NULL,
        key INTEGER NOT NULL, model INTEGER NOT NULL,
        status INTEGER NOT NULL, verdict INTEGER NOT NULL, count INTEGER NOT NULL,
        PRIMARY KEY (grain, start_ms, key, model, status, verdict)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE progress (rolled_up_to INTEGER NOT NULL) STRICT;
      INSERT INTO progress VALUES (0);
    `)
  },
  (database) => {
    database.exec(`
      ALTER TABLE requests ADD COLUMN attempt_ms INTEGER;
      -- Ids begin with the time.
      DROP INDEX requests_by_id;

      CREATE TABLE shares (
        grain INTEGER NOT NULL, part INTEGER NOT NULL, start_ms INTEGER NOT NULL,
        name INTEGER NOT NULL, model INTEGER NOT NULL,
        ${sumColumns},
        PRIMARY KEY (grain, part, start_ms, name, model)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO shares SELECT grain, 0, start_ms, 0, model, ${usageSums.join()} FROM model_usage;
      DROP TABLE model_usage;
    `)
    for (const [part, name] of ['key', 'token', 'client'].entries()) {
      database.exec(`INSERT INTO shares SELECT grain, ${part + 1}, start_ms, ${name}, model, ${sumsAgain}
        FROM usage GROUP BY grain, start_ms, ${name}, model`)
    }
    addWeeks(database, 'usage', 'key, model, token, client', usageSums)
    addWeeks(database, 'shares', 'part, name, model', usageSums)
    addWeeks(database, 'latencies', 'model, measure, step', ['count'])
    addWeeks(database, 'failures', 'key, model, status, verdict', ['count'])
  },
  (database) => {
    database.exec(`CREATE TABLE intake (
      seq INTEGER PRIMARY KEY, requests INTEGER NOT NULL, batch BLOB NOT NULL
    ) STRICT`)
  },
  (database) => {
    database.exec(`
      ALTER TABLE requests ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
      -- As they were counted until then: choices of one chat too.
      UPDATE requests SET retries = attempts - 1 WHERE attempts > 1;
    `)
  },
]

/** Adds days up to weeks from Monday on; how far they begin from midnight in Greenwich is their zone. */
function addWeeks(
  database: Parameters<Migration>[0],
  table: string,
  by: string,
  sums: readonly string[],
): void {
  const day = '((start_ms + 43200000) / 86400000)'
  const zone = `(${day} * 86400000 - start_ms)`
  database.exec(`INSERT INTO ${table} (grain, start_ms, ${by}, ${sums.join()})
    SELECT 604800000, ((${day} + 3) / 7 * 7 - 3) * 86400000 - ${zone} AS start, ${by},
      ${sums.map((column) => `sum(${column})`).join()}
    FROM ${table} WHERE grain = 86400000 GROUP BY start, ${by}`)
}
