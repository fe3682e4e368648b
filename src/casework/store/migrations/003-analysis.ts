/** Runs, what they found, what they wrote and what they could not read. */
export const analysis = {
  version: 3,
  name: 'runs, findings, artifacts and regions',
  sql: `
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      root_id INTEGER REFERENCES evidence_root (id),
      model_id TEXT NOT NULL,
      model_sha256 TEXT NOT NULL,
      options TEXT NOT NULL,
      parameters_sha256 TEXT NOT NULL,
      app_version TEXT NOT NULL,
      provider TEXT,
      provider_reason TEXT,
      versions TEXT,
      platform TEXT,
      started_at TEXT NOT NULL,
      finished_at TEXT,
      status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'interrupted', 'failed')),
      resumes_run INTEGER REFERENCES run (id),
      error_code TEXT,
      error_message TEXT
    ) STRICT;

    CREATE TABLE finding (
      id INTEGER PRIMARY KEY,
      evidence_id INTEGER NOT NULL REFERENCES evidence (id),
      run_id INTEGER NOT NULL REFERENCES run (id),
      input_sha256 TEXT NOT NULL,
      parameters_sha256 TEXT NOT NULL,
      same_as INTEGER REFERENCES finding (id),
      note TEXT NOT NULL DEFAULT '',
      score REAL NOT NULL,
      gate_vision REAL NOT NULL,
      gate_vision_share REAL NOT NULL,
      tiles INTEGER NOT NULL,
      reliability REAL NOT NULL,
      mask_share REAL NOT NULL,
      coefficients TEXT NOT NULL,
      timings TEXT NOT NULL,
      record TEXT NOT NULL,
      created_at TEXT NOT NULL,
      digest TEXT NOT NULL,
      UNIQUE (evidence_id, run_id)
    ) STRICT;
    CREATE INDEX finding_by_content ON finding (input_sha256, parameters_sha256);

    CREATE TABLE artifact (
      sha256 TEXT PRIMARY KEY,
      path TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      mime_type TEXT NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE finding_artifact (
      finding_id INTEGER NOT NULL REFERENCES finding (id),
      kind TEXT NOT NULL,
      sha256 TEXT NOT NULL REFERENCES artifact (sha256),
      PRIMARY KEY (finding_id, kind)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE region (
      finding_id INTEGER NOT NULL REFERENCES finding (id),
      number INTEGER NOT NULL,
      x INTEGER NOT NULL,
      y INTEGER NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      area INTEGER NOT NULL,
      share REAL NOT NULL,
      mean_probability REAL NOT NULL,
      peak_probability REAL NOT NULL,
      polygon TEXT NOT NULL,
      PRIMARY KEY (finding_id, number)
    ) STRICT, WITHOUT ROWID;

    -- Why a file has no finding in a run. Kept for each run, so that a later success does not hide an earlier failure.
    CREATE TABLE failure (
      evidence_id INTEGER NOT NULL REFERENCES evidence (id),
      run_id INTEGER NOT NULL REFERENCES run (id),
      status TEXT NOT NULL CHECK (status IN ('failed', 'skipped')),
      code TEXT NOT NULL,
      message TEXT NOT NULL,
      size INTEGER NOT NULL,
      mtime_ns INTEGER NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (evidence_id, run_id)
    ) STRICT, WITHOUT ROWID;
  `,
} as const;
