CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);

CREATE TABLE "dispatch" (
    "run_id" BLOB NOT NULL,
    "seq" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "nonce" BLOB NOT NULL,
    "kind" INTEGER NOT NULL,
    "step" TEXT NOT NULL,
    "input" TEXT NULL,
    "arrival" INTEGER NOT NULL,
    "state_version" INTEGER NOT NULL,
    "queue" TEXT NOT NULL,
    "join_first" INTEGER NOT NULL,
    "join_count" INTEGER NOT NULL,
    "child_run_id" BLOB NULL,
    "failures" INTEGER NOT NULL,
    "lost" INTEGER NOT NULL,
    "phase" INTEGER NOT NULL,
    "due_at" INTEGER NULL,
    "owner" TEXT NULL,
    "created_at" INTEGER NOT NULL,
    "ended_at" INTEGER NULL,
    "outcome" INTEGER NULL,
    "result" TEXT NULL,
    "error_type" TEXT NULL,
    "error_message" TEXT NULL,
    "worker" TEXT NULL,
    "took_us" INTEGER NULL,
    CONSTRAINT "pk_dispatch" PRIMARY KEY ("run_id", "seq", "attempt"),
    CONSTRAINT "ck_dispatch_due" CHECK (ended_at is not null or phase in (0, 5) or due_at is not null),
    CONSTRAINT "ck_dispatch_ended" CHECK ((ended_at is null and outcome is null) or (ended_at is not null and outcome is not null))
);

CREATE TABLE "effect" (
    "run_id" BLOB NOT NULL,
    "seq" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "class" INTEGER NOT NULL,
    "args_hash" TEXT NOT NULL,
    "claim_id" BLOB NULL,
    "claimed_at" INTEGER NOT NULL,
    "recorded_at" INTEGER NULL,
    "result" TEXT NULL,
    CONSTRAINT "pk_effect" PRIMARY KEY ("run_id", "seq", "name")
);

CREATE TABLE "outbox" (
    "id" BLOB NOT NULL CONSTRAINT "pk_outbox" PRIMARY KEY,
    "run_id" BLOB NOT NULL,
    "route" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NULL,
    "trace" TEXT NULL,
    "due_at" INTEGER NOT NULL,
    "tries" INTEGER NOT NULL
);

CREATE TABLE "payload" (
    "run_id" BLOB NOT NULL,
    "seq" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "kind" INTEGER NOT NULL,
    "piece_offset" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "bytes" BLOB NOT NULL,
    CONSTRAINT "pk_payload" PRIMARY KEY ("run_id", "seq", "attempt", "kind", "piece_offset")
);

CREATE TABLE "run" (
    "id" BLOB NOT NULL CONSTRAINT "pk_run" PRIMARY KEY,
    "tenant" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "key" TEXT NULL,
    "tags" TEXT NULL,
    "submission_hash" TEXT NOT NULL,
    "state" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "input" TEXT NULL,
    "document" TEXT NULL,
    "state_version" INTEGER NOT NULL,
    "result" TEXT NULL,
    "error_type" TEXT NULL,
    "error_message" TEXT NULL,
    "pinned" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "step" TEXT NULL,
    "group_kind" INTEGER NULL,
    "group_first" INTEGER NULL,
    "group_count" INTEGER NULL,
    "group_next" INTEGER NULL,
    "group_done" INTEGER NULL,
    "group_failed" INTEGER NULL,
    "group_max_parallel" INTEGER NULL,
    "group_join" TEXT NULL,
    "group_tolerate" INTEGER NULL,
    "group_child_agent" TEXT NULL,
    "wait_kind" INTEGER NULL,
    "wait_then" TEXT NULL,
    "wait_text" TEXT NULL,
    "wait_request_id" BLOB NULL,
    "wait_until" INTEGER NULL,
    "deadline" INTEGER NULL,
    "wake_at" INTEGER NULL,
    "wake_claim" INTEGER NULL,
    "kept_signals" INTEGER NOT NULL,
    "signals_taken" INTEGER NOT NULL,
    "parent_run_id" BLOB NULL,
    "parent_seq" INTEGER NOT NULL,
    "depth" INTEGER NOT NULL,
    "trace" TEXT NULL,
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    CONSTRAINT "ck_run_state" CHECK (state between 1 and 8),
    CONSTRAINT "ck_run_version" CHECK (version >= 1)
);

CREATE TABLE "run_tag" (
    "run_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    CONSTRAINT "pk_run_tag" PRIMARY KEY ("run_id", "name")
);

CREATE TABLE "signal" (
    "run_id" BLOB NOT NULL,
    "no" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "client_key" TEXT NOT NULL,
    "body" TEXT NULL,
    "at" INTEGER NOT NULL,
    "taken_at" INTEGER NULL,
    CONSTRAINT "pk_signal" PRIMARY KEY ("run_id", "no")
);

CREATE TABLE "transition" (
    "run_id" BLOB NOT NULL,
    "version" INTEGER NOT NULL,
    "from_state" INTEGER NOT NULL,
    "to_state" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "detail" TEXT NULL,
    "seq" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "step" TEXT NULL,
    "worker" TEXT NULL,
    "done_by" TEXT NULL,
    "command_id" BLOB NOT NULL,
    "trace_id" TEXT NULL,
    "at" INTEGER NOT NULL,
    "took_us" INTEGER NULL,
    "state_version" INTEGER NOT NULL,
    "reverse_diff" TEXT NULL,
    CONSTRAINT "pk_transition" PRIMARY KEY ("run_id", "version"),
    CONSTRAINT "ck_transition_failed" CHECK (from_state <> 7 or to_state in (1, 2, 3)),
    CONSTRAINT "ck_transition_final" CHECK (from_state not in (6, 8)),
    CONSTRAINT "ck_transition_first" CHECK ((version = 1 and from_state = 0) or (version > 1 and from_state between 1 and 8)),
    CONSTRAINT "ck_transition_parked" CHECK (from_state <> 5 or to_state in (1, 2, 3, 8))
);

CREATE TABLE "worker" (
    "instance" TEXT NOT NULL CONSTRAINT "pk_worker" PRIMARY KEY,
    "host" TEXT NOT NULL,
    "agents" TEXT NOT NULL,
    "concurrency" INTEGER NOT NULL,
    "in_flight" INTEGER NOT NULL,
    "started_at" INTEGER NOT NULL,
    "seen_at" INTEGER NOT NULL
);

CREATE INDEX "ix_dispatch_child" ON "dispatch" ("child_run_id") WHERE ended_at is null and child_run_id is not null;

CREATE INDEX "ix_dispatch_due" ON "dispatch" ("due_at") WHERE ended_at is null and due_at is not null;

CREATE INDEX "ix_dispatch_unserved" ON "dispatch" ("queue") WHERE ended_at is null and phase = 3;

CREATE UNIQUE INDEX "ux_dispatch_open" ON "dispatch" ("run_id", "seq") WHERE ended_at is null;

CREATE INDEX "ix_outbox_due" ON "outbox" ("due_at");

CREATE INDEX "ix_run_list" ON "run" ("created_at" DESC, "id" DESC);

CREATE INDEX "ix_run_list_agent" ON "run" ("agent", "created_at" DESC, "id" DESC);

CREATE INDEX "ix_run_list_state" ON "run" ("state", "created_at" DESC, "id" DESC);

CREATE INDEX "ix_run_parent" ON "run" ("parent_run_id") WHERE parent_run_id is not null;

CREATE INDEX "ix_run_queued" ON "run" ("agent", "created_at") WHERE state = 1;

CREATE INDEX "ix_run_wake" ON "run" ("wake_at") WHERE wake_at is not null and state <= 4;

CREATE UNIQUE INDEX "ux_run_key" ON "run" ("tenant", "agent", "key") WHERE "key" is not null;

CREATE INDEX "ix_run_tag_value" ON "run_tag" ("name", "value", "run_id");

CREATE INDEX "ix_signal_kept" ON "signal" ("run_id") WHERE taken_at is null;

CREATE UNIQUE INDEX "ux_signal_client_key" ON "signal" ("run_id", "client_key");

CREATE UNIQUE INDEX "ux_transition_command" ON "transition" ("run_id", "command_id");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261123015816_Initial', '10.0.14');

CREATE TABLE "api_key" (
    "id" BLOB NOT NULL CONSTRAINT "pk_api_key" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "hash" BLOB NOT NULL,
    "prefix" TEXT NOT NULL,
    "role" INTEGER NOT NULL,
    "tenant" TEXT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" TEXT NOT NULL,
    "expires_at" INTEGER NULL,
    "revoked_at" INTEGER NULL,
    "last_used_at" INTEGER NULL,
    CONSTRAINT "ck_api_key_role" CHECK (role between 1 and 5)
);

CREATE UNIQUE INDEX "ux_api_key_hash" ON "api_key" ("hash");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261123041504_ApiKey', '10.0.14');

ALTER TABLE "transition" ADD "usage" TEXT NULL;

ALTER TABLE "run" ADD "loop_facts" TEXT NULL;

ALTER TABLE "dispatch" ADD "request" TEXT NULL;

CREATE TABLE "item" (
    "run_id" BLOB NOT NULL,
    "no" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    CONSTRAINT "pk_item" PRIMARY KEY ("run_id", "no")
);

CREATE INDEX "ix_dispatch_asked" ON "dispatch" ("run_id") WHERE ended_at is null and phase = 6;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261128031058_ToolLoops', '10.0.14');

CREATE TABLE "memory" (
    "tenant" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" INTEGER NULL,
    "run_id" BLOB NOT NULL,
    "seq" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    CONSTRAINT "pk_memory" PRIMARY KEY ("tenant", "agent", "subject", "key")
);

CREATE INDEX "ix_memory_expires" ON "memory" ("expires_at") WHERE expires_at is not null;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261128064352_Memory', '10.0.14');

CREATE TABLE "run_tag_with_moment" (
    "run_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "pk_run_tag" PRIMARY KEY ("run_id", "name")
);

insert into run_tag_with_moment (run_id, name, value, created_at) select t.run_id, t.name, t.value, r.created_at from run_tag t join run r on r.id = t.run_id;

DROP TABLE "run_tag";

ALTER TABLE "run_tag_with_moment" RENAME TO "run_tag";

CREATE INDEX "ix_run_tag_list" ON "run_tag" ("name", "value", "created_at" DESC, "run_id" DESC);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261128141357_TagOrder', '10.0.14');

