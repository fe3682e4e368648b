/** Evidence as found on disk. `path_bytes` is the name as the file system holds it; `path` is a text fit to show. */
export const evidence = {
  version: 2,
  name: 'evidence',
  sql: `
    CREATE TABLE evidence_root (
      id INTEGER PRIMARY KEY,
      path_bytes BLOB NOT NULL UNIQUE,
      path TEXT NOT NULL,
      added_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE evidence (
      id INTEGER PRIMARY KEY,
      root_id INTEGER REFERENCES evidence_root (id),
      path_bytes BLOB NOT NULL UNIQUE,
      path TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('file', 'symlink', 'fifo', 'socket', 'device', 'directory', 'unknown')),
      size INTEGER NOT NULL,
      mtime_ns INTEGER NOT NULL,
      facts TEXT,
      pixels INTEGER,
      sha256 TEXT,
      md5 TEXT,
      sha1 TEXT,
      hashed_at TEXT,
      status TEXT NOT NULL CHECK (status IN ('pending', 'analysed', 'failed', 'skipped')),
      error_code TEXT,
      error_message TEXT,
      seen_run INTEGER,
      added_at TEXT NOT NULL,
      CHECK ((sha256 IS NULL) = (md5 IS NULL) AND (sha256 IS NULL) = (sha1 IS NULL)),
      CHECK (status IN ('failed', 'skipped') OR error_code IS NULL)
    ) STRICT;
    CREATE INDEX evidence_by_content ON evidence (sha256);
    CREATE INDEX evidence_by_run_and_status ON evidence (seen_run, status, id);
    CREATE INDEX evidence_by_path ON evidence (path, id);
  `,
} as const;
