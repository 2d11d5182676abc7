using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Persistence.Mapping;

/// <summary>What is one column of JSON, because nothing looks for it. Moments as everywhere: to the microsecond.</summary>
internal static class LoopMapping
{
    public static string? TextOf(LoopFacts? loop) => loop is null ? null : Json.Of(loop with { Until = Micros.Cut(loop.Until) }).Text;

    public static LoopFacts? LoopOf(string? text) => new Json(text).As<LoopFacts>();

    public static string? TextOf(StepRequest? request) => request is null ? null : Json.Of(request with
    {
        Until = Micros.Cut(request.Until),
        Answer = request.Answer is { } answer ? answer with { At = Micros.Cut(answer.At) } : null,
    }).Text;

    public static StepRequest? RequestOf(string? text) => new Json(text).As<StepRequest>();

    public static string? TextOf(Usage? usage) => usage is null ? null : Json.Of(usage).Text;

    public static Usage? UsageOf(string? text) => new Json(text).As<Usage>();
}
