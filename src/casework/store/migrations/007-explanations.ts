/**
 * Findings put into words. A run has one row, which is written to while it runs and never again; its statements, exchanges and pictures are only ever
 * added, and so are the examiner's decisions and the case's consents. Requests and replies are kept verbatim, with pictures named by their SHA-256.
 */
export const explanations = {
  version: 7,
  name: 'explanations, exchanges with a language model, decisions and consents',
  sql: `
    CREATE TABLE explanation (
      id INTEGER PRIMARY KEY,
      evidence_id INTEGER NOT NULL REFERENCES evidence (id),
      finding_id INTEGER NOT NULL REFERENCES finding (id),
      kind TEXT NOT NULL CHECK (kind IN ('measured', 'model')),
      variant TEXT NOT NULL CHECK (variant IN ('mask', 'shuffled', 'none')),
      batch INTEGER,
      status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'cancelled')),
      author TEXT NOT NULL,
      created_at TEXT NOT NULL,
      finished_at TEXT,
      server_origin TEXT,
      server_remote INTEGER CHECK (server_remote IN (0, 1)),
      server_model TEXT,
      prompt_version INTEGER,
      measurement TEXT,
      -- What the model said, before any of it was held against the evidence.
      answered TEXT,
      content TEXT,
      notes TEXT NOT NULL DEFAULT '[]',
      error_code TEXT,
      error_message TEXT,
      digest TEXT,
      CHECK ((kind = 'model') = (server_origin IS NOT NULL)),
      CHECK ((status = 'running') = (finished_at IS NULL) AND (status = 'running') = (digest IS NULL))
    ) STRICT;
    CREATE INDEX explanation_by_item ON explanation (evidence_id, id);
    CREATE INDEX explanation_by_batch ON explanation (batch) WHERE batch IS NOT NULL;
    CREATE UNIQUE INDEX explanation_measured_once ON explanation (finding_id) WHERE kind = 'measured';
    CREATE TRIGGER explanation_is_never_edited BEFORE UPDATE ON explanation WHEN OLD.status <> 'running' BEGIN SELECT RAISE(ABORT, 'a finished explanation is never edited'); END;
    CREATE TRIGGER explanation_is_never_deleted BEFORE DELETE ON explanation BEGIN SELECT RAISE(ABORT, 'an explanation is never deleted'); END;

    CREATE TABLE explanation_statement (
      explanation_id INTEGER NOT NULL REFERENCES explanation (id),
      number INTEGER NOT NULL CHECK (number >= 1),
      topic TEXT NOT NULL,
      regions TEXT NOT NULL,
      source TEXT NOT NULL CHECK (source IN ('measured', 'model')),
      plain TEXT NOT NULL,
      technical TEXT NOT NULL,
      grounds TEXT NOT NULL,
      struck TEXT,
      PRIMARY KEY (explanation_id, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER statement_is_never_edited BEFORE UPDATE ON explanation_statement BEGIN SELECT RAISE(ABORT, 'a statement is never edited'); END;
    CREATE TRIGGER statement_is_never_deleted BEFORE DELETE ON explanation_statement BEGIN SELECT RAISE(ABORT, 'a statement is never deleted'); END;

    CREATE TABLE statement_review (
      id INTEGER PRIMARY KEY,
      explanation_id INTEGER NOT NULL,
      number INTEGER NOT NULL,
      decision TEXT NOT NULL CHECK (decision IN ('open', 'accepted', 'edited', 'rejected')),
      text TEXT,
      author TEXT NOT NULL,
      at TEXT NOT NULL,
      CHECK ((decision = 'edited') = (text IS NOT NULL)),
      FOREIGN KEY (explanation_id, number) REFERENCES explanation_statement (explanation_id, number)
    ) STRICT;
    CREATE INDEX statement_review_by_statement ON statement_review (explanation_id, number, id);
    CREATE TRIGGER review_is_never_edited BEFORE UPDATE ON statement_review BEGIN SELECT RAISE(ABORT, 'a decision on a statement is never edited'); END;
    CREATE TRIGGER review_is_never_deleted BEFORE DELETE ON statement_review BEGIN SELECT RAISE(ABORT, 'a decision on a statement is never deleted'); END;

    CREATE TABLE explanation_exchange (
      explanation_id INTEGER NOT NULL REFERENCES explanation (id),
      number INTEGER NOT NULL CHECK (number >= 1),
      step TEXT NOT NULL CHECK (step IN ('instances', 'description', 'check', 'repair')),
      attempt INTEGER NOT NULL,
      request TEXT NOT NULL,
      request_sha256 TEXT NOT NULL,
      -- SHA-256 of each picture sent, in order.
      pictures TEXT NOT NULL,
      model TEXT NOT NULL,
      seed INTEGER,
      reply TEXT NOT NULL,
      reply_sha256 TEXT NOT NULL,
      outcome TEXT NOT NULL,
      notes TEXT NOT NULL,
      started_at TEXT NOT NULL,
      milliseconds REAL NOT NULL,
      PRIMARY KEY (explanation_id, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER exchange_is_never_edited BEFORE UPDATE ON explanation_exchange BEGIN SELECT RAISE(ABORT, 'an exchange is never edited'); END;
    CREATE TRIGGER exchange_is_never_deleted BEFORE DELETE ON explanation_exchange BEGIN SELECT RAISE(ABORT, 'an exchange is never deleted'); END;

    CREATE TABLE explanation_picture (
      explanation_id INTEGER NOT NULL REFERENCES explanation (id),
      number INTEGER NOT NULL CHECK (number >= 1),
      kind TEXT NOT NULL CHECK (kind IN ('joined', 'original', 'crop')),
      region INTEGER,
      sha256 TEXT NOT NULL REFERENCES artifact (sha256),
      PRIMARY KEY (explanation_id, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER prompt_picture_is_never_edited BEFORE UPDATE ON explanation_picture BEGIN SELECT RAISE(ABORT, 'a picture of an explanation is never edited'); END;
    CREATE TRIGGER prompt_picture_is_never_deleted BEFORE DELETE ON explanation_picture BEGIN SELECT RAISE(ABORT, 'a picture of an explanation is never deleted'); END;

    -- Whether pictures of this case may be sent to an address that is not this machine. The newest of an origin stands.
    CREATE TABLE consent (
      id INTEGER PRIMARY KEY,
      origin TEXT NOT NULL,
      given INTEGER NOT NULL CHECK (given IN (0, 1)),
      reason TEXT NOT NULL,
      author TEXT NOT NULL,
      at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX consent_by_origin ON consent (origin, id);
    CREATE TRIGGER consent_is_never_edited BEFORE UPDATE ON consent BEGIN SELECT RAISE(ABORT, 'a consent is never edited'); END;
    CREATE TRIGGER consent_is_never_deleted BEFORE DELETE ON consent BEGIN SELECT RAISE(ABORT, 'a consent is never deleted'); END;
  `,
} as const;
