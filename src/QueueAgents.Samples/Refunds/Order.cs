namespace QueueAgents.Samples.Refunds;

/// <summary>What somebody bought.</summary>
/// <param name="Id">For example <c>A-17</c>.</param>
/// <param name="Customer">Who.</param>
/// <param name="Item">What.</param>
/// <param name="Total">What it cost, in euros.</param>
public sealed record Order(string Id, string Customer, string Item, decimal Total);

/// <summary>A letter as it goes to the post.</summary>
/// <param name="To">The customer.</param>
/// <param name="Text">What it says.</param>
/// <param name="Reference">Printed on it; the effect key of the call that posted it.</param>
public sealed record Letter(string To, string Text, string Reference);
