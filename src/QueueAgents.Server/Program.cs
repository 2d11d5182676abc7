using QueueAgents.Server;

return await ServerHost.RunAsync(args);
