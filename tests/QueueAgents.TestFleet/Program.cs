using QueueAgents.TestFleet;

switch (args)
{
    case ["worker", ..]:
        return await WorkerProcess.RunAsync();
    case ["ledger", var file]:
        return await LedgerServer.RunAsync(file);
    case ["shop", var folder]:
        return await ShopServer.RunAsync(folder);
    default:
        await Console.Error.WriteLineAsync("Usage: queueagents-testfleet worker | ledger <file> | shop <folder>");
        return 2;
}
