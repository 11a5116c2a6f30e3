namespace SPAgent;

/// <summary>That a request is asked again, and why.</summary>
[TypeFormatterSource]
public sealed record ModelRetry
{
    /// <summary>The attempt that follows, from 2.</summary>
    public required int Attempt { get; init; }

    /// <summary>Attempts that there are at most, for failures of this kind.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>What was seen, such as <c>HTTP 500</c>; holds no key.</summary>
    public required string Reason { get; init; }

    /// <summary>What is changed in the request because the server refused it, such as <c>without temperature</c>; null
    /// where nothing is.</summary>
    public string? Change { get; init; }

    /// <summary>One line, such as <c>asked again 2/6: HTTP 500</c>.</summary>
    public override string ToString() =>
        Change is null ? $"asked again {Attempt}/{MaxAttempts}: {Reason}" : $"asked again {Change}: {Reason}";
}
