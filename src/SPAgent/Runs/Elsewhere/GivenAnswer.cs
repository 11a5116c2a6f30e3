using Microsoft.Extensions.AI;

namespace SPAgent.Internal;

/// <summary>What came of a conversation that another process held.</summary>
public sealed record GivenAnswer
{
    /// <summary>The trace; null where the conversation failed.</summary>
    public Trace? Trace { get; init; }

    /// <summary>Whether the trace is in the folder already.</summary>
    public bool IsSaved { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the same may succeed later.</summary>
    public bool MayPass { get; init; }

    /// <summary>Whether it ended because its allowance was spent: it is asked again with a larger one.</summary>
    public bool NeedsRoom { get; init; }

    /// <summary>Tokens that were paid for and stand in no trace; null for none.</summary>
    public UsageDetails? Lost { get; init; }

    /// <summary>Called when the answer is on disk or booked as failed; null for nothing.</summary>
    public Func<Task>? Settled { get; init; }
}
