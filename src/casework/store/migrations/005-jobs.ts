/**
 * Work the workbench does in the background. `job_item` names what a scan or retry works on and what became of each, so that a job whose process
 * died goes on at the item it was at. Runs say which job they belong to; a run of kind `intake` only reads files and has no model.
 */
export const jobs = {
  version: 5,
  name: 'jobs',
  sql: `
    CREATE TABLE job (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('add', 'scan', 'retry')),
      status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'pausing', 'paused', 'cancelling', 'cancelled', 'finished', 'failed', 'interrupted')),
      subject TEXT NOT NULL,
      paths TEXT,
      settings TEXT,
      stages TEXT NOT NULL DEFAULT '[]',
      -- Whether the list of what to work on is complete, and how many files an add has read.
      listed INTEGER NOT NULL DEFAULT 0 CHECK (listed IN (0, 1)),
      files_read INTEGER NOT NULL DEFAULT 0,
      created_by TEXT NOT NULL,
      created_at TEXT NOT NULL,
      started_at TEXT,
      finished_at TEXT,
      error_code TEXT,
      error_message TEXT,
      CHECK ((kind = 'add') = (paths IS NOT NULL) AND (kind = 'add') = (settings IS NULL))
    ) STRICT;
    CREATE INDEX job_by_status ON job (status, id);

    CREATE TABLE job_item (
      job_id INTEGER NOT NULL REFERENCES job (id),
      evidence_id INTEGER NOT NULL REFERENCES evidence (id),
      outcome TEXT CHECK (outcome IN ('known', 'analysed', 'failed', 'skipped')),
      PRIMARY KEY (job_id, evidence_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX job_item_waiting ON job_item (job_id, evidence_id) WHERE outcome IS NULL;

    ALTER TABLE run ADD COLUMN kind TEXT NOT NULL DEFAULT 'scan' CHECK (kind IN ('scan', 'intake'));
    ALTER TABLE run ADD COLUMN job_id INTEGER REFERENCES job (id);
    CREATE INDEX run_by_job ON run (job_id) WHERE job_id IS NOT NULL;
    CREATE INDEX failure_by_run ON failure (run_id, status);
  `,
} as const;
