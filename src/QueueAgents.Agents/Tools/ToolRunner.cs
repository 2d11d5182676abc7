using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace QueueAgents.Agents;

/// <summary>Runs one call of a tool within its bounds. Whatever the tool does, the model gets an answer.</summary>
internal sealed class ToolRunner(AgentTelemetry telemetry, TimeProvider time, ILogger<ToolRunner> log)
{
    /// <exception cref="OperationCanceledException">The step's token was cancelled.</exception>
    /// <exception cref="StepFailedException">The tool's author decided about the step himself.</exception>
    public async Task<ToolAnswer> Run(PreparedCall prepared, ToolCall call, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (!prepared.CanRun) return prepared.Answer;
        var tool = prepared.Tool;
        await tool.Enter(cancellationToken);

        var began = time.GetTimestamp();
        using var activity = AgentTelemetry.BeginTool(tool, call);
        prepared.Bound.Services = services;
        ToolParameters.Attach(prepared.Bound, call);
        using var limit = new CancellationTokenSource(tool.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var work = Work(prepared, either.Token);
        try
        {
            var answer = await Answer(work, tool, call, either.Token, cancellationToken);
            telemetry.EndTool(activity, prepared, answer, time.GetElapsedTime(began));
            return answer;
        }
        finally
        {
            // One that does not look at its token keeps its slot until it ends.
            _ = work.ContinueWith(Leave, tool, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static void Leave(Task<string?> work, object? tool)
    {
        _ = work.Exception;
        ((Tool)tool!).Leave();
    }

    /// <summary>On a thread of its own: a tool that blocks is given up as well.</summary>
    private static Task<string?> Work(PreparedCall prepared, CancellationToken cancellationToken) => Task.Run(
        async () => ToolText.Of(await prepared.Tool!.Invoke(prepared.Bound!, cancellationToken), prepared.Tool.Options.MaxResult), CancellationToken.None);

    private async Task<ToolAnswer> Answer(Task<string?> work, Tool tool, ToolCall call, CancellationToken either, CancellationToken step)
    {
        try
        {
            return await work.WaitAsync(either) is { } text ? ToolAnswer.Ok(text) : ToolAnswer.TooLarge(tool.Name, tool.Options.MaxResult);
        }
        catch (ToolError error)
        {
            return ToolAnswer.Error(error.Text);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !step.IsCancellationRequested)
        {
            log.ToolTimedOut(tool.Name, tool.Timeout, call.RunId, call.Seq);
            return ToolAnswer.TimedOut(tool);
        }
        catch (Exception e) when (e is ArgumentException or JsonException && tool.ReadsItsArguments)
        {
            return ToolAnswer.BadArguments(tool.Name, "they were not understood.", tool.Schema);
        }
        catch (Exception e) when (e is not StepFailedException && !step.IsCancellationRequested)
        {
            log.ToolCrashed(tool.Name, call.RunId, call.Seq, e);
            return ToolAnswer.Crashed(tool);
        }
    }
}
