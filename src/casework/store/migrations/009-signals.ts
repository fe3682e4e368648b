/**
 * Second opinions: runs of classical methods over one item. A run has one row, which is written to while it runs and never again; what each method said is
 * added as it ends, so that nothing is lost when a later one does not, and is never changed. Maps are artifacts.
 */
export const signals = {
  version: 9,
  name: 'runs of second opinions and what each method said',
  sql: `
    CREATE TABLE signal_run (
      id INTEGER PRIMARY KEY,
      evidence_id INTEGER NOT NULL REFERENCES evidence (id),
      -- Its mask is counted in the agreement.
      finding_id INTEGER REFERENCES finding (id),
      author TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'cancelled')),
      -- Methods asked for, in their order.
      names TEXT NOT NULL,
      input_sha256 TEXT NOT NULL,
      versions TEXT NOT NULL,
      platform TEXT NOT NULL,
      created_at TEXT NOT NULL,
      finished_at TEXT,
      -- How far the methods agree, without its map.
      agreement TEXT,
      agreement_map TEXT REFERENCES artifact (sha256),
      error_code TEXT,
      error_message TEXT,
      -- SHA-256 over the row and its results.
      digest TEXT,
      CHECK ((status = 'running') = (finished_at IS NULL) AND (status = 'running') = (digest IS NULL)),
      CHECK ((status IN ('failed', 'cancelled')) = (error_code IS NOT NULL)),
      CHECK ((agreement IS NULL) = (agreement_map IS NULL))
    ) STRICT;
    CREATE INDEX signal_run_by_item ON signal_run (evidence_id, id);
    CREATE UNIQUE INDEX signal_run_one_at_a_time ON signal_run (evidence_id) WHERE status = 'running';
    CREATE TRIGGER signal_run_is_never_edited BEFORE UPDATE ON signal_run WHEN OLD.status <> 'running' BEGIN SELECT RAISE(ABORT, 'a finished run of second opinions is never edited'); END;
    CREATE TRIGGER signal_run_is_never_deleted BEFORE DELETE ON signal_run BEGIN SELECT RAISE(ABORT, 'a run of second opinions is never deleted'); END;

    CREATE TABLE signal_result (
      run_id INTEGER NOT NULL REFERENCES signal_run (id),
      -- Place of the method in the names of the run, from 1.
      number INTEGER NOT NULL CHECK (number >= 1),
      name TEXT NOT NULL,
      version INTEGER NOT NULL CHECK (version >= 1),
      parameters TEXT NOT NULL,
      applies INTEGER NOT NULL CHECK (applies IN (0, 1)),
      reason TEXT NOT NULL,
      score REAL,
      mask_share REAL,
      map_sha256 TEXT REFERENCES artifact (sha256),
      milliseconds REAL NOT NULL,
      PRIMARY KEY (run_id, number),
      UNIQUE (run_id, name),
      CHECK (applies = (score IS NOT NULL) AND applies = (mask_share IS NOT NULL) AND applies = (map_sha256 IS NOT NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER signal_result_goes_into_a_running_run BEFORE INSERT ON signal_result WHEN (SELECT status FROM signal_run WHERE id = NEW.run_id) <> 'running' BEGIN SELECT RAISE(ABORT, 'nothing is added to a finished run of second opinions'); END;
    CREATE TRIGGER signal_result_is_never_edited BEFORE UPDATE ON signal_result BEGIN SELECT RAISE(ABORT, 'what a method said is never edited'); END;
    CREATE TRIGGER signal_result_is_never_deleted BEFORE DELETE ON signal_result BEGIN SELECT RAISE(ABORT, 'what a method said is never deleted'); END;
  `,
} as const;
