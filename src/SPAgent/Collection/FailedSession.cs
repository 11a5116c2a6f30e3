namespace SPAgent;

/// <summary>A session that failed; nothing but this line was kept of it.</summary>
[TypeFormatterSource]
public sealed record FailedSession
{
    /// <summary>The session's name.</summary>
    public required string SessionId { get; init; }

    /// <summary>Identity of question, image bytes and model; null when it was not recorded.</summary>
    public string? SourceKey { get; init; }

    /// <summary>Why it failed.</summary>
    public required string Reason { get; init; }

    /// <summary>Local time of the failure; null when the line holds none that can be read.</summary>
    public DateTime? Time { get; init; }

    /// <summary>Whether only the server was away or busy: the question is asked again by the same command.</summary>
    public bool IsTransient { get; init; }
}
