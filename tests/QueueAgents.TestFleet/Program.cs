using QueueAgents.TestFleet;

switch (args)
{
    case ["worker", ..]:
        return await WorkerProcess.RunAsync();
    case ["ledger", var file]:
        return await LedgerServer.RunAsync(file);
    default:
        await Console.Error.WriteLineAsync("Usage: queueagents-testfleet worker | ledger <file>");
        return 2;
}
