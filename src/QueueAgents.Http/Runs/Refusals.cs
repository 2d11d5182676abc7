using QueueAgents.Contracts;
using QueueAgents.Http.Problems;

namespace QueueAgents.Http.Runs;

/// <summary>What the fleet refuses, as a problem.</summary>
internal static class Refusals
{
    public static ProblemException Of(RunRejected rejected) => rejected.Code switch
    {
        // The reason begins with the member that is wrong.
        Rejections.Invalid => Problem.Invalid.Because(rejected.Reason, rejected.Reason.Split(' ', ':')[0]),
        Rejections.NotFound => CallersRuns.NotFound(),
        Rejections.DifferentBody => Problem.DifferentBody.Because(rejected.Reason),
        Rejections.StaleVersion => Problem.StaleVersion.Because(rejected.Reason),
        Rejections.WrongState => Problem.WrongState.Because(rejected.Reason),
        Rejections.NoSuchRequest => Problem.NoSuchRequest.Because(rejected.Reason),
        Rejections.RequestOver => Problem.RequestOver.Because(rejected.Reason),
        Rejections.OtherCall => Problem.OtherCall.Because(rejected.Reason),
        Rejections.TooManySignals => Problem.TooManySignals.Because(rejected.Reason),
        Rejections.TooLarge => Problem.TooLarge.Because(rejected.Reason),
        _ => Problem.Invalid.Because(rejected.Reason),
    };
}
