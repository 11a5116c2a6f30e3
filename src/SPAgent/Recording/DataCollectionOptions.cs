namespace SPAgent;

/// <summary>How the conversations of an agent are recorded.</summary>
[TypeFormatterSource]
public sealed record DataCollectionOptions
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1), s_longest = TimeSpan.FromDays(30);

    /// <summary>Time without a request after which a conversation is over: what comes later is a new one. Default 30
    /// minutes; from 1 s to 30 days.</summary>
    public TimeSpan IdleTimeout { get; init => field = Ranges.Check(value, s_shortest, s_longest); } =
        TimeSpan.FromMinutes(30);

    /// <summary>Name of the model in the sessions. Default null: as the client tells it.</summary>
    public string? Model { get; init; }
}
