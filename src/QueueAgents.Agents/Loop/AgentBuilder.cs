using System.ComponentModel;
using Microsoft.Extensions.AI;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>
/// Says what a declared agent is: a model that calls tools until it has an answer. The fleet owns the loop: each turn of the model and each
/// call of a tool is a step of the run, committed with its outcome.
/// </summary>
public sealed class AgentBuilder
{
    internal const string AskUserTool = "ask_user";
    private const int DefaultTurns = 50;
    private const int DefaultSameCall = 5;
    private static readonly TimeSpan QuestionsWait = TimeSpan.FromDays(7);

    private readonly List<ToolSource> _sources = [];
    private readonly List<ApprovalRule> _approvals = [];
    private readonly Dictionary<string, string> _agents = new(StringComparer.Ordinal);
    private ModelChoice? _model;
    private string? _instructions;
    private IReadOnlyList<string>? _allow;
    private Budget _budget = new() { Turns = DefaultTurns };
    private TurnLimits _limits = new();
    private int _sameCall = DefaultSameCall;
    private ResultFormat? _returns;
    private TimeSpan? _questions;
    private MemoryPlan? _memory;

    internal AgentBuilder()
    {
    }

    /// <summary>What the model is told before everything else.</summary>
    public AgentBuilder Instructions(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        _instructions = text;
        return this;
    }

    /// <summary>Which model takes the turns.</summary>
    /// <param name="name">As it was added to the worker.</param>
    /// <param name="fallback">Another one, asked once the first has failed <paramref name="fallbackAfter"/> times in a turn, or cannot answer at all.</param>
    /// <param name="fallbackAfter">2 by default.</param>
    public AgentBuilder Model(string name, string? fallback = null, int fallbackAfter = 2)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(fallbackAfter, 1);
        _model = new ModelChoice(name, fallback, fallbackAfter);
        return this;
    }

    /// <summary>The methods of <typeparamref name="TTools"/> that carry an <see cref="AgentToolAttribute"/>.</summary>
    /// <exception cref="AgentDefinitionException">One cannot be a tool as it is written.</exception>
    public AgentBuilder Tools<TTools>() where TTools : class => Tools(ToolSource.Methods<TTools>());

    /// <summary>Tools from elsewhere, for example an MCP server.</summary>
    public AgentBuilder Tools(ToolSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _sources.Add(source);
        return this;
    }

    /// <summary>One function. Say how often it may happen: at most once by default.</summary>
    public AgentBuilder Tool(AIFunction function, EffectClass effect = EffectClass.AtMostOnce) => Tools(ToolSource.Function(function, new ToolOptions { Effect = effect }));

    /// <summary>Only these of the tools may be called; a call of another one is refused, recorded, and told to the model. All by default.</summary>
    public AgentBuilder Allow(params IReadOnlyList<string> tools)
    {
        _allow = tools;
        return this;
    }

    /// <summary>A person must approve calls of a tool before they are made. The approval is for the very arguments that were shown.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="when">Which calls; all by default.</param>
    /// <param name="expires">How long the request waits; then the model is told that nobody answered. 7 days by default.</param>
    /// <param name="question">What the person reads beside the arguments.</param>
    public AgentBuilder Approve(string tool, Func<CallArguments, bool>? when = null, TimeSpan? expires = null, string? question = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tool);
        if (expires <= TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(expires), expires, "A request waits longer than zero.");
        _approvals.Add(new ApprovalRule(tool, when, expires, question));
        return this;
    }

    /// <summary>The model may ask a person: it gets the tool <c>ask_user</c>, whose answer is what the person says.</summary>
    /// <param name="expires">How long a question waits; 7 days by default.</param>
    public AgentBuilder AskUser(TimeSpan? expires = null)
    {
        _questions = expires ?? QuestionsWait;
        return this;
    }

    /// <summary>
    /// The model may remember things beyond one run: it gets the tools <c>remember</c>, <c>recall</c>, <c>list_memory</c> and <c>forget</c>.
    /// </summary>
    /// <param name="shared">With all agents of the tenant; by default only runs of this agent.</param>
    /// <param name="subject">
    /// Whom or what the memory of a run is about, by the run's input, for example <c>input => input.Text("customer")</c>: the model reads and
    /// writes nothing about others. By default all runs share one memory.
    /// </param>
    public AgentBuilder Memory(bool shared = false, Func<CallArguments, string>? subject = null)
    {
        if (_memory is not null) throw new InvalidOperationException("The agent has a memory already.");
        _memory = new MemoryPlan(shared, subject);
        return Tools(ToolSource.Methods<MemoryTools>());
    }

    /// <summary>Another agent as a tool: a call is a child run, which shares what is left of the budget and is cancelled with this run.</summary>
    /// <param name="agent">The agent's name; the tool has it too, with <c>_</c> for <c>-</c>.</param>
    /// <param name="description">What it is good for: the model reads nothing else.</param>
    public AgentBuilder Agent(string agent, string description)
    {
        if (!Names.IsAgent(agent)) throw new ArgumentException($"'{agent}' is not an agent's name: use 1 to 64 of a-z, 0-9 and -.", nameof(agent));
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        _agents.Add(agent.Replace('-', '_'), agent);
        return Tool(AIFunctionFactory.Create(
            ([Description("What it is to do, with everything it must know: it sees nothing of this conversation.")] string task) => task,
            agent.Replace('-', '_'),
            description), EffectClass.ReadOnly);
    }

    /// <summary>
    /// What a run may spend, its children together with it. It is looked at before each turn; a run that has spent it fails with a reason of
    /// its own (<c>budget-turns</c>, <c>budget-tokens</c>, <c>budget-cost</c>, <c>budget-time</c>). By default 50 turns and nothing else.
    /// </summary>
    /// <param name="turns">Turns of models.</param>
    /// <param name="tokens">Input and output together.</param>
    /// <param name="cost">In the currency of the price table; models without a price cost nothing.</param>
    /// <param name="wallClock">From the start of the run.</param>
    public AgentBuilder Budget(int? turns = DefaultTurns, long? tokens = null, decimal? cost = null, TimeSpan? wallClock = null)
    {
        if (turns < 1 || tokens < 1 || cost <= 0 || wallClock <= TimeSpan.Zero) throw new ArgumentException("A budget is more than zero; null bounds nothing.");
        _budget = new Budget { Turns = turns, Tokens = tokens, Cost = cost, WallClock = wallClock };
        return this;
    }

    /// <summary>What one turn may come to.</summary>
    /// <param name="calls">How many calls of one answer are made; the others are refused. 64 by default.</param>
    /// <param name="outputTokens">How much the model may write; as much as it likes by default.</param>
    public AgentBuilder Turn(int calls = 64, int? outputTokens = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(calls, 1);
        _limits = _limits with { Calls = calls, OutputTokens = outputTokens };
        return this;
    }

    /// <summary>Ends the run (<c>repeating</c>) where the same call has come to the same result this often; 5 times by default.</summary>
    public AgentBuilder StopRepeating(int sameCall)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sameCall, 2);
        _sameCall = sameCall;
        return this;
    }

    /// <summary>The run's result is a <typeparamref name="T"/>. A model that answers something else is told once; then the run fails (<c>bad-answer</c>).</summary>
    public AgentBuilder Returns<T>()
    {
        _returns = ResultFormat.Of<T>();
        return this;
    }

    internal LoopPlan Build(string name)
    {
        List<string> problems = [];
        if (!Names.IsAgent(name)) problems.Add($"'{name}' is no agent name; use 1 to 64 of a-z, 0-9 and -.");
        if (_model is null) problems.Add("It has no model; add .Model(\"main\").");
        if (problems.Count > 0) throw new AgentDefinitionException($"Agent '{name}'", problems);

        if (_questions is not null) Tool(AskUser(), EffectClass.ReadOnly);
        return new LoopPlan
        {
            Name = name,
            Instructions = _instructions,
            Model = _model!,
            Tools = new AgentTools([.. _sources], _allow is null ? null : [.. _allow, .. _agents.Keys, .. _questions is null ? [] : new[] { AskUserTool }, .. _memory is null ? [] : MemoryTools.All]),
            Limits = _limits,
            Budget = _budget,
            SameCall = _sameCall,
            Returns = _returns,
            Approvals = [.. _approvals],
            Agents = _agents,
            Questions = _questions,
            Memory = _memory,
        };
    }

    private static AIFunction AskUser() => AIFunctionFactory.Create(
        ([Description("What you want to know; the person sees nothing else.")] string question) => question,
        AskUserTool,
        "Ask the person you work for. It may take long; ask only what you cannot find out otherwise.");
}
