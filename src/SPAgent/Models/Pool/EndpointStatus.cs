namespace SPAgent;

/// <summary>What one server of several did for a run so far.</summary>
[TypeFormatterSource]
public sealed record EndpointStatus
{
    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>Requests that it was sent, those that failed included.</summary>
    public required int Requests { get; init; }

    /// <summary>Requests that it gave no answer to.</summary>
    public required int Failures { get; init; }

    /// <summary>Requests that wait for its answer now.</summary>
    public required int InFlight { get; init; }

    /// <summary>Tokens of the replies that it wrote, as it counts them.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Time that it was out in all: after three failures in a row it gets no requests but a probe.</summary>
    public required TimeSpan OutFor { get; init; }

    /// <summary>Whether it is out now.</summary>
    public required bool IsOut { get; init; }

    /// <summary>Tokens of replies per second since the first request.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>One line, such as <c>http://gpu1:8000/v1: 120 requests, 3 failed, 45 tokens/s, out for 12
    /// s</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Address}: {Requests:N0} requests, {Failures:N0} failed, ")
        + FormattableString.Invariant($"{TokensPerSecond:0} tokens/s")
        + (OutFor <= TimeSpan.Zero ? "" : FormattableString.Invariant($", out for {OutFor.TotalSeconds:0} s"))
        + (IsOut ? " (out now)" : "");
}
