namespace SPAgent;

/// <summary>What a million tokens cost, in whatever currency the budget is in. Each from 0; default 0.</summary>
[TypeFormatterSource]
public sealed record TokenPrices
{
    /// <summary>A million tokens that are sent.</summary>
    public double Input { get; init => field = Ranges.AtLeast(value, 0); }

    /// <summary>A million tokens of replies, reasoning included.</summary>
    public double Output { get; init => field = Ranges.AtLeast(value, 0); }

    /// <summary>A million tokens that are sent and that the server had cached; null: as <see cref="Input"/>.</summary>
    public double? CachedInput
    {
        get;
        init => field = value is { } price ? Ranges.AtLeast(price, 0) : null;
    }
}
