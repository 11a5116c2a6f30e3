using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// A model gave no answer, after every retry that made sense. The message says which endpoint, what was seen and what
/// to do; it never holds the API key.
/// </summary>
/// <param name="kind">What went wrong.</param>
/// <param name="message">Where, what was seen, what to do.</param>
/// <param name="innerException">What the network or the JSON reader said; null where the server itself refused.</param>
public sealed class ModelException(ModelFailure kind, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    private int _attempts;

    /// <summary>What went wrong.</summary>
    public ModelFailure Kind { get; } = kind;

    /// <summary>HTTP status of the last attempt; null where none came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>How long the server asked to wait; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Requests sent, this last one included; 0 when unknown.</summary>
    public int Attempts { get => _attempts; init => _attempts = value; }

    /// <summary>
    /// Whether every further call would fail the same way: a run ends here, so that it can go on later without having
    /// counted the rest of its samples as failed. Otherwise this one sample failed.
    /// </summary>
    public bool StopsRun { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>What was seen, without address and advice.</summary>
    internal string Seen { get; init; } = "";

    /// <summary>What the server said; null where it said nothing.</summary>
    internal ServerError? Error { get; init; }

    /// <summary>Tokens of a reply that came and was no good; null for none.</summary>
    internal UsageDetails? Usage { get; set; }

    /// <summary>The same failure, where it took so many requests in all.</summary>
    internal ModelException After(int attempts)
    {
        _attempts = attempts;
        return this;
    }

    /// <summary>Whether what failed may succeed later, whatever client threw it.</summary>
    internal static bool MayPass(Exception problem) =>
        problem is ModelException { IsTransient: true } or TimeoutException or HttpRequestException;
}
