-- What the test knows from elsewhere: its own ledger of submissions, the effects its runs must have, and the calls the ledger process saw.
create schema chaos;
create table chaos.submission (run_id uuid primary key, acknowledged bool not null);
create table chaos.expected (key text primary key, class smallint not null, run_id uuid not null);
create table chaos.call (key text not null, class smallint not null, run_id uuid not null, seq int not null, attempt int not null, at timestamptz not null);
create index on chaos.call (key);
create index on chaos.call (run_id, seq);
