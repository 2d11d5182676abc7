using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QueueAgents.Http.Access;
using QueueAgents.Http.Events;
using QueueAgents.Http.Fleet;
using QueueAgents.Http.Health;
using QueueAgents.Http.Input;
using QueueAgents.Http.Runs;

namespace QueueAgents.Http;

/// <summary>Every address there is, and who may use it.</summary>
internal static class Routes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").AddEndpointFilter<KnownQuery>();

        Map(v1.MapPost("/runs", SubmitEndpoint.HandleAsync), Policies.Submitter, SubmitEndpoint.Describe);
        Map(v1.MapGet("/runs", ListEndpoint.HandleAsync), Policies.Viewer, ListEndpoint.Describe);

        var run = v1.MapGroup("/runs/{id:guid}");
        Map(run.MapGet("", ShowEndpoint.HandleAsync), Policies.Viewer, ShowEndpoint.Describe);
        Map(run.MapGet("/attempts", HistoryEndpoints.AttemptsAsync), Policies.Viewer, HistoryEndpoints.DescribeAttempts);
        Map(run.MapGet("/transitions", HistoryEndpoints.TransitionsAsync), Policies.Viewer, HistoryEndpoints.DescribeTransitions);
        Map(run.MapGet("/transcript", HistoryEndpoints.TranscriptAsync), Policies.Viewer, HistoryEndpoints.DescribeTranscript);
        Map(run.MapGet("/requests", RequestEndpoints.OfRunAsync), Policies.Viewer, RequestEndpoints.DescribeOfRun);
        Map(run.MapGet("/state", StateEndpoints.StateAsync), Policies.Viewer, StateEndpoints.DescribeState);
        Map(run.MapGet("/diff", StateEndpoints.DiffAsync), Policies.Viewer, StateEndpoints.DescribeDiff);
        Map(run.MapGet("/events", EventsEndpoint.HandleAsync).AddEndpointFilter<WhileTheKeyIsValid>(), Policies.Viewer, EventsEndpoint.Describe);
        Map(run.MapPost("/cancel", OrderEndpoints.CancelAsync), Policies.Operator, OrderEndpoints.DescribeCancel);
        Map(run.MapPost("/pause", OrderEndpoints.PauseAsync), Policies.Operator, OrderEndpoints.DescribePause);
        Map(run.MapPost("/resume", OrderEndpoints.ResumeAsync), Policies.Operator, OrderEndpoints.DescribeResume);
        Map(run.MapPost("/retry", OrderEndpoints.RetryAsync), Policies.Operator, OrderEndpoints.DescribeRetry);
        Map(run.MapPost("/signals", SignalEndpoint.HandleAsync), Policies.Submitter, SignalEndpoint.Describe);
        Map(run.MapPost("/answers", AnswerEndpoint.HandleAsync), Policies.Approver, AnswerEndpoint.Describe);
        Map(run.MapPost("/requests/{request:guid}", RequestEndpoints.AnswerAsync), Policies.Approver, RequestEndpoints.DescribeAnswer);
        Map(v1.MapGet("/requests", RequestEndpoints.OfAllAsync), Policies.Viewer, RequestEndpoints.DescribeOfAll);

        Map(v1.MapGet("/agents", FleetEndpoints.AgentsAsync), Policies.Viewer, FleetEndpoints.DescribeAgents);
        Map(v1.MapGet("/workers", FleetEndpoints.WorkersAsync), Policies.Fleet, FleetEndpoints.DescribeWorkers);
        Map(v1.MapPost("/workers/{instance}/drain", DrainEndpoint.HandleAsync), Policies.FleetOperator, DrainEndpoint.Describe);

        // Anonymous: an orchestrator that asks after health has no key, and the answers hold nothing but names of parts.
        HealthEndpoints.Map(app.MapGroup("/health").AllowAnonymous());
        // Anonymous: the document is the same for everybody and says nothing about this fleet.
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }

    private static void Map(RouteHandlerBuilder endpoint, string policy, Action<RouteHandlerBuilder> describe)
        => describe(endpoint.RequireAuthorization(policy));
}
