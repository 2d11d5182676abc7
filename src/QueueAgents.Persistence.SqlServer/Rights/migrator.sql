-- What `queueagents store migrate` needs: to make and change tables in the schema dbo, and to keep its own history there. It needs no right
-- on the server and cannot give rights to anybody. Run it in the fleet's database, as its owner. Then make the migrator a member:
--     create user [queue-agents-migrator] for login [queue-agents-migrator];  -- or: from external provider (Entra), without login
--     alter role queue_agents_migrator add member [queue-agents-migrator];
if database_principal_id(N'queue_agents_migrator') is null
    create role queue_agents_migrator;

grant create table to queue_agents_migrator;
grant alter, references, select, insert, update, delete on schema::dbo to queue_agents_migrator;
