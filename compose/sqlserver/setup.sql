-- Again is no mistake; a new password in the secret becomes the login's.
if db_id(N'queueagents') is null create database queueagents;
go
if not exists (select 1 from sys.databases where name = N'queueagents' and is_read_committed_snapshot_on = 1)
  alter database queueagents set read_committed_snapshot on with rollback immediate;
go
if suser_id(N'queueagents') is null create login queueagents with password = N'$(password)', default_database = queueagents;
else alter login queueagents with password = N'$(password)';
go
use queueagents;
if user_id(N'queueagents') is null create user queueagents for login queueagents;
alter role db_owner add member queueagents;
go
