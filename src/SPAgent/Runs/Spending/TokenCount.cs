using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Tokens by what they cost.</summary>
/// <param name="Input">Sent, cached ones included.</param>
/// <param name="Cached">Sent, and cached by the server.</param>
/// <param name="Output">Received.</param>
internal readonly record struct TokenCount(long Input, long Cached, long Output)
{
    private const double Million = 1e6;

    public long Total => Input + Output;

    public static TokenCount operator +(TokenCount one, TokenCount other) =>
        new(one.Input + other.Input, one.Cached + other.Cached, one.Output + other.Output);

    /// <summary>What a server counted; null where it said nothing.</summary>
    public static TokenCount? Of(UsageDetails? usage)
    {
        if (usage is null) return null;
        long output = Math.Max(0, usage.OutputTokenCount ?? 0);
        long input = Math.Max(0, usage.InputTokenCount ?? (usage.TotalTokenCount ?? 0) - output);
        return input + output == 0 ? null
            : new(input, Math.Clamp(usage.CachedInputTokenCount ?? 0, 0, input), output);
    }

    /// <summary>What a trace says that it took.</summary>
    public static TokenCount Of(Trace trace) => trace.Turns.Aggregate(
        default(TokenCount), (sum, turn) => turn.Usage is { } usage ? sum + Of(usage) : sum);

    /// <summary>What a session says that it took.</summary>
    public static TokenCount Of(CollectedSession session) => session.Samples.Aggregate(
        default(TokenCount), (sum, sample) => sample.Usage is { } usage ? sum + Of(usage) : sum);

    private static TokenCount Of(JsonElement usage) =>
        Of(new UsageDetails
        {
            InputTokenCount = LenientJson.Number(usage, "prompt_tokens"),
            CachedInputTokenCount = LenientJson.Number(usage, "cached_tokens"),
            OutputTokenCount = LenientJson.Number(usage, "completion_tokens"),
            TotalTokenCount = LenientJson.Number(usage, "total_tokens"),
        }) ?? default;

    /// <summary>What a server counted, as a sample keeps it; null where it said nothing.</summary>
    public static JsonObject? InSample(UsageDetails? usage)
    {
        if (usage is null) return null;
        JsonObject tokens = new()
        {
            ["prompt_tokens"] = usage.InputTokenCount,
            ["completion_tokens"] = usage.OutputTokenCount,
            ["total_tokens"] = usage.TotalTokenCount ?? usage.InputTokenCount + usage.OutputTokenCount,
        };
        if (usage.CachedInputTokenCount is > 0 and var cached) tokens["cached_tokens"] = cached;
        return tokens;
    }

    public double Cost(TokenPrices prices) =>
        (((Input - Cached) * prices.Input) + (Cached * (prices.CachedInput ?? prices.Input))
            + (Output * prices.Output)) / Million;

    /// <summary>Such as <c>1.2 M tokens</c>, or <c>1.2 M tokens, 3.40</c> with prices.</summary>
    public string Say(TokenPrices? prices)
    {
        string tokens = Total switch
        {
            >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{Total / Million:0.0} M tokens"),
            >= 10_000 => string.Create(CultureInfo.InvariantCulture, $"{Total / 1e3:0} k tokens"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Total:N0} tokens"),
        };
        return prices is null ? tokens
            : string.Create(CultureInfo.InvariantCulture, $"{tokens}, cost {Cost(prices):0.00##}");
    }

    /// <summary>As a request's usage; null for none.</summary>
    public UsageDetails? ToUsage() => Total == 0 ? null : new()
    {
        InputTokenCount = Input,
        CachedInputTokenCount = Cached,
        OutputTokenCount = Output,
        TotalTokenCount = Total,
    };

    public static TokenCount Of(TokenUsage usage)
    {
        long output = Math.Max(0, usage.CompletionTokens ?? 0);
        long input = Math.Max(0, usage.PromptTokens ?? (usage.TotalTokens ?? 0) - output);
        return new(input, Math.Clamp(usage.CachedTokens ?? 0, 0, input), output);
    }
}
