-- What a server may do, and nothing else: no table is made or changed by it, and the history of runs is only added to.
-- Run it in the fleet's database, as its owner, after `queueagents store migrate`; again after each release. Then make the server a member:
--     create user [queue-agents-server] for login [queue-agents-server];      -- or: from external provider (Entra), without login
--     alter role queue_agents_server add member [queue-agents-server];
if database_principal_id(N'queue_agents_server') is null
    create role queue_agents_server;

grant select on __EFMigrationsHistory to queue_agents_server;
grant select, insert, update on run to queue_agents_server;
grant select, insert on run_tag to queue_agents_server;
grant select, insert on transition to queue_agents_server;
grant select, insert, update on dispatch to queue_agents_server;
grant select, insert, delete on payload to queue_agents_server;
grant select, insert, update on signal to queue_agents_server;
grant select, insert, update on effect to queue_agents_server;
grant select, insert on item to queue_agents_server;
grant select, insert, update, delete on memory to queue_agents_server;
grant select, insert, update, delete on outbox to queue_agents_server;
grant select, insert, update, delete on worker to queue_agents_server;
grant select, insert, update on api_key to queue_agents_server;
