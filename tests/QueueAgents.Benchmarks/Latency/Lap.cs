namespace QueueAgents.Benchmarks.Latency;

/// <summary>One run, in milliseconds from its submission.</summary>
/// <param name="Accepted">The broker's confirmation of the submission; over HTTP the answer after the commit.</param>
/// <param name="Begun">The step, in the worker.</param>
/// <param name="Ended">The result is here.</param>
internal sealed record Lap(double Accepted, double Begun, double Ended);
