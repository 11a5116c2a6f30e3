namespace SPAgent;

/// <summary>
/// What a folder of traces or sessions may cost in all, over every run into it. A request begins only when its reply,
/// at its longest, still fits beside those in flight. Usage of failed and repeated requests counts; a judge's does not.
/// </summary>
[TypeFormatterSource]
public sealed record RunBudget
{
    /// <summary>Tokens, sent and received. Default null: no limit; from 1.</summary>
    public long? MaxTokensTotal { get; init => field = value is { } most ? Ranges.AtLeast(most, 1) : null; }

    /// <summary>Cost by <see cref="Prices"/>. Default null: no limit; from 0.</summary>
    public double? MaxCost
    {
        get;
        init => field = value is { } most ? Ranges.AtLeast(most, 0.0) : null;
    }

    /// <summary>Prices of tokens. Default null: unknown, as is then the cost.</summary>
    public TokenPrices? Prices { get; init; }
}
