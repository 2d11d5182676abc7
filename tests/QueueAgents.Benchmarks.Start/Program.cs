using QueueAgents.Benchmarks.Start;

// start hello        a generic host, from nothing to nothing
// start run FILE     a fleet on this file, and one run of one step
return args switch
{
    ["hello"] => await Hello.RunAsync(),
    ["run", var file] => await OneRun.RunAsync(file),
    _ => throw new ArgumentException("hello, or run FILE"),
};
