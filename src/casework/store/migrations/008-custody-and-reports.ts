/**
 * Whether evidence is still what was taken in, who had it, and what was reported of it. A check has one row that is written to while it runs and never
 * again; what it found of each item and each hand-over are only ever added. A report's row likewise; the draft is the form as the examiner left it.
 */
export const custodyAndReports = {
  version: 8,
  name: 'checks of the evidence, transfers and reports',
  sql: `
    CREATE TABLE evidence_check (
      id INTEGER PRIMARY KEY,
      author TEXT NOT NULL,
      -- all: every file with a digest and the listing of every folder taken in.
      scope TEXT NOT NULL CHECK (scope IN ('all', 'chosen')),
      items INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'cancelled', 'interrupted')),
      started_at TEXT NOT NULL,
      finished_at TEXT,
      -- Counts by outcome and what the listing of the folders showed.
      summary TEXT,
      -- SHA-256 over its item checks, and over the row with that.
      items_sha256 TEXT,
      digest TEXT,
      CHECK ((status = 'running') = (finished_at IS NULL) AND (status = 'running') = (digest IS NULL))
    ) STRICT;
    CREATE TRIGGER evidence_check_is_never_edited BEFORE UPDATE ON evidence_check WHEN OLD.status <> 'running' BEGIN SELECT RAISE(ABORT, 'a finished check is never edited'); END;
    CREATE TRIGGER evidence_check_is_never_deleted BEFORE DELETE ON evidence_check BEGIN SELECT RAISE(ABORT, 'a check is never deleted'); END;

    CREATE TABLE item_check (
      id INTEGER PRIMARY KEY,
      check_id INTEGER NOT NULL REFERENCES evidence_check (id),
      evidence_id INTEGER NOT NULL REFERENCES evidence (id),
      at TEXT NOT NULL,
      author TEXT NOT NULL,
      -- The digest that was to be found: that of the newest intake.
      expected_sha256 TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('unchanged', 'changed', 'missing', 'unreadable')),
      sha256 TEXT,
      bytes INTEGER,
      modified TEXT,
      modified_unchanged INTEGER CHECK (modified_unchanged IN (0, 1)),
      message TEXT NOT NULL,
      CHECK (outcome <> 'unchanged' OR sha256 = expected_sha256)
    ) STRICT;
    CREATE INDEX item_check_by_item ON item_check (evidence_id, id);
    CREATE INDEX item_check_by_check ON item_check (check_id, id);
    CREATE TRIGGER item_check_is_never_edited BEFORE UPDATE ON item_check BEGIN SELECT RAISE(ABORT, 'what a check found is never edited'); END;
    CREATE TRIGGER item_check_is_never_deleted BEFORE DELETE ON item_check BEGIN SELECT RAISE(ABORT, 'what a check found is never deleted'); END;

    CREATE TABLE transfer (
      id INTEGER PRIMARY KEY,
      -- Ids as JSON; [] means all items.
      items TEXT NOT NULL,
      from_whom TEXT NOT NULL,
      to_whom TEXT NOT NULL,
      at TEXT NOT NULL,
      purpose TEXT NOT NULL,
      authority TEXT NOT NULL,
      medium TEXT NOT NULL,
      recorded_by TEXT NOT NULL,
      recorded_at TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER transfer_is_never_edited BEFORE UPDATE ON transfer BEGIN SELECT RAISE(ABORT, 'a transfer is never edited'); END;
    CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted'); END;

    CREATE TABLE report (
      id INTEGER PRIMARY KEY,
      report_id TEXT NOT NULL,
      version INTEGER NOT NULL CHECK (version >= 1),
      status TEXT NOT NULL CHECK (status IN ('running', 'draft', 'final', 'failed')),
      template TEXT NOT NULL CHECK (template IN ('court', 'newsroom', 'insurer')),
      fields TEXT NOT NULL,
      items INTEGER NOT NULL,
      author TEXT NOT NULL,
      created_at TEXT NOT NULL,
      finished_at TEXT,
      extract_sha256 TEXT,
      files TEXT NOT NULL DEFAULT '[]',
      signed INTEGER NOT NULL DEFAULT 0 CHECK (signed IN (0, 1)),
      pages INTEGER,
      progress TEXT,
      error_code TEXT,
      error_message TEXT,
      digest TEXT,
      UNIQUE (report_id, version),
      CHECK ((status = 'running') = (finished_at IS NULL) AND (status = 'running') = (digest IS NULL)),
      CHECK ((status = 'failed') = (error_code IS NOT NULL)),
      CHECK (status = 'running' OR progress IS NULL)
    ) STRICT;
    CREATE TRIGGER report_is_never_edited BEFORE UPDATE ON report WHEN OLD.status <> 'running' BEGIN SELECT RAISE(ABORT, 'a finished report is never edited'); END;
    CREATE TRIGGER report_is_never_deleted BEFORE DELETE ON report BEGIN SELECT RAISE(ABORT, 'a report is never deleted'); END;

    CREATE TABLE report_draft (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      fields TEXT NOT NULL,
      author TEXT NOT NULL,
      at TEXT NOT NULL
    ) STRICT;
  `,
} as const;
