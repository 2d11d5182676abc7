using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace QueueAgents.Agents;

/// <summary>
/// One turn of a model: the transcript goes out, one answer comes in. Nothing is repeated and nothing is waited for here: both are the run's,
/// which does it without holding a worker.
/// </summary>
internal sealed class ModelTurn(ModelCatalogue models, PriceTable prices, AgentTelemetry telemetry, TimeProvider time, ILogger<ModelTurn> log)
{
    /// <exception cref="ModelFailedException">No answer; it says whether and when to repeat the step.</exception>
    /// <exception cref="ParkedException">This worker cannot ask that model, or the transcript cannot be read.</exception>
    public async Task<TurnResult> Run(TurnRequest request, CancellationToken cancellationToken)
    {
        var choice = request.Model;
        if (choice.Fallback is not { } fallback) return await Ask(choice.Name, request, cancellationToken);
        if (request.Attempt > choice.FallbackAfter) return await Ask(fallback, request, cancellationToken);
        try
        {
            return await Ask(choice.Name, request, cancellationToken);
        }
        catch (ModelFailedException e) when (e.Failure == ModelFailure.Permanent)
        {
            return await Ask(fallback, request, cancellationToken); // What is wrong with one model need not be with the other.
        }
        catch (ModelFailedException e) when (e.Retryable && request.Attempt == choice.FallbackAfter)
        {
            throw new ModelFailedException(e.Failure, e.Message, TimeSpan.Zero) { Usage = e.Usage }; // The other one asked for no pause.
        }
    }

    private async Task<TurnResult> Ask(string name, TurnRequest request, CancellationToken cancellationToken)
    {
        var (client, model) = models.Find(name);
        var messages = Conversation.For(model.Provider, request.Items);
        var began = time.GetTimestamp();
        using var activity = AgentTelemetry.BeginChat(request, model);
        try
        {
            var response = await AnswerReader.Read(client, messages, Options(request), request, cancellationToken);
            var result = TurnAnswer.Of(response, model, request, prices);
            telemetry.EndChat(activity, request, result, response.ResponseId, time.GetElapsedTime(began));
            return result;
        }
        catch (Exception e) when (e is not ParkedException && !cancellationToken.IsCancellationRequested)
        {
            throw Failed(e, model, request, activity, time.GetElapsedTime(began));
        }
    }

    private ModelFailedException Failed(Exception exception, ModelInfo model, TurnRequest request, Activity? activity, TimeSpan took)
    {
        var failure = ModelFailures.Of(exception);
        log.ModelFailed(model.Name, failure.Kind!, request.RunId, request.Seq, request.Attempt);
        AgentTelemetry.FailChat(activity, model, failure, took);
        return failure;
    }

    /// <summary>Tools go out as declarations: no library may run one, let alone twice.</summary>
    private static ChatOptions Options(TurnRequest request) => new()
    {
        Instructions = request.Instructions,
        Tools = request.Tools.Declarations.Count == 0 ? null : [.. request.Tools.Declarations],
        ResponseFormat = request.Returns?.Format,
        MaxOutputTokens = request.Limits.OutputTokens,
    };
}
