namespace QueueAgents.Http.Problems;

/// <summary>A kind of refusal or failure (RFC 9457). Its type is stable; titles and details are for people.</summary>
internal sealed record Problem(string Name, int Status, string Title)
{
    public static readonly Problem Invalid = new("invalid", 400, "The request is not valid.");
    public static readonly Problem Unauthorized = new("unauthorized", 401, "A valid key is needed.");
    public static readonly Problem Forbidden = new("forbidden", 403, "This caller may not do that.");
    public static readonly Problem OtherTenant = new("other-tenant", 403, "This caller belongs to another tenant.");
    public static readonly Problem NotFound = new("not-found", 404, "There is no such thing here.");
    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405, "This address does not take that method.");
    public static readonly Problem WrongState = new("wrong-state", 409, "The run is in a state in which that cannot be done.");
    public static readonly Problem NoSuchRequest = new("no-such-request", 409, "The run does not ask that question now.");
    public static readonly Problem RequestOver = new("request-over", 409, "The request is answered already, or its time is over.");
    public static readonly Problem OtherCall = new("other-call", 409, "The answer is for another call.");
    public static readonly Problem TooManySignals = new("too-many-signals", 409, "The run keeps as many signals as it may.");
    public static readonly Problem CannotDrain = new("cannot-drain", 409, "Workers of this fleet cannot leave so.");
    public static readonly Problem StaleVersion = new("stale-version", 412, "The run has changed since.");
    public static readonly Problem TooLarge = new("too-large", 413, "What was sent is too large.");
    public static readonly Problem UnsupportedMediaType = new("unsupported-media-type", 415, "Send application/json.");
    public static readonly Problem DifferentBody = new("different-body", 422, "The key or id was used for something else.");
    public static readonly Problem TooManyRequests = new("too-many-requests", 429, "Too much at once.");
    public static readonly Problem Internal = new("internal", 500, "Something went wrong here.");
    public static readonly Problem Unavailable = new("unavailable", 503, "The database does not answer.");
    public static readonly Problem NotSettled = new("not-settled", 503, "It is not known yet whether this was done.");
    public static readonly Problem NoBroker = new("no-broker", 503, "The broker does not answer.");
    public static readonly Problem TooManyStreams = new("too-many-streams", 503, "This server has as many event streams open as it may.");

    public static readonly IReadOnlyList<Problem> All =
    [
        Invalid, Unauthorized, Forbidden, OtherTenant, NotFound, MethodNotAllowed, WrongState, NoSuchRequest, RequestOver, OtherCall, TooManySignals, CannotDrain, StaleVersion, TooLarge,
        UnsupportedMediaType, DifferentBody, TooManyRequests, Internal, Unavailable, NotSettled, NoBroker, TooManyStreams,
    ];

    public string Type => $"/problems/{Name}";

    /// <summary>What a bare status of the framework means; the first of its status.</summary>
    public static Problem Of(int status) => All.FirstOrDefault(p => p.Status == status) ?? (status < 500 ? Invalid : Internal) with { Status = status };

    public ProblemException Because(string detail) => new(this, detail);

    public ProblemException Because(string detail, IReadOnlyDictionary<string, string[]> errors) => new(this, detail) { Errors = errors };

    /// <summary>One member of the request is to blame.</summary>
    public ProblemException Because(string detail, string member) => Because(detail, new Dictionary<string, string[]> { [member] = [detail] });
}

/// <summary>Ends a request with a problem. Never carries what the client sent.</summary>
internal sealed class ProblemException(Problem problem, string detail) : Exception(detail)
{
    public Problem Problem => problem;

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}
