using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>Several rewards that make one: the best of them, or their weighted mean. Metrics: the score of each part,
/// under its name.</summary>
[TypeFormatterSource]
internal class CombinedReward(string name, IReadOnlyList<IReward> parts, IReadOnlyList<double>? weights) : IReward
{
    private readonly string[] _names = [.. parts.Select((part, at) =>
        parts.Take(at).Count(earlier => earlier.Name == part.Name) is > 0 and var same
            ? FormattableString.Invariant($"{part.Name}.{same + 1}") : part.Name)];

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>The parts; as objects, so that run.json holds the settings of each.</summary>
    public IReadOnlyList<object> Rewards => parts;

    /// <summary>The weight of each part; null where the best one counts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? Weights => weights;

    // A row with the truth of one part will do where the best counts: only what all parts need is demanded there.
    IReadOnlyList<string> IReward.TruthColumns => weights is null
        ? [.. parts[0].TruthColumns.Where(column => parts.All(part => part.TruthColumns.Contains(column)))]
        : [.. parts.SelectMany(part => part.TruthColumns).Distinct()];

    protected IReadOnlyList<IReward> Parts => parts;

    RewardScore? IReward.Score(string response, JsonElement row)
    {
        List<RewardScore?> scores = [];
        foreach (IReward part in parts)
        {
            scores.Add(part.Score(response, row));
            if (IsDecided(scores)) break;
        }

        return Of(scores);
    }

    /// <summary>Whether further parts can't change the score, so that nobody has to pay for them.</summary>
    protected bool IsDecided(List<RewardScore?> scores) =>
        weights is null ? scores[^1] is { Score: >= 1 }
            : scores[^1] is null;

    protected RewardScore? Of(List<RewardScore?> scores)
    {
        RewardScore[] known = [.. scores.OfType<RewardScore>()];
        if (known.Length == 0) return null;
        // A mean without one of its parts would be another reward.
        if (weights is not null && known.Length < parts.Count) return null;
        return new RewardScore
        {
            Score = weights is null ? known.Max(part => part.Score)
                : known.Zip(weights, (part, weight) => part.Score * weight).Sum() / weights.Sum(),
            ParseSuccess = weights is null ? known.Any(part => part.ParseSuccess)
                : known.All(part => part.ParseSuccess),
            Metrics = [.. scores.Select((part, at) => (part?.Score, Name: _names[at]))
                .Where(part => part.Score is not null)
                .Select(part => KeyValuePair.Create(part.Name, part.Score!.Value))],
        };
    }
}

/// <summary>The same where a part has to ask.</summary>
[TypeFormatterSource]
internal sealed class AskingCombinedReward(
    string name, IReadOnlyList<IReward> parts, IReadOnlyList<double>? weights)
    : CombinedReward(name, parts, weights), IAsyncReward
{
    RewardScore? IReward.Score(string response, JsonElement row) => throw new NotSupportedException(
        $"The reward {Name} has a part that asks before it scores. Call ScoreAsync, or run spagent rescore.");

    public async Task<RewardScore?> ScoreAsync(RewardContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<RewardScore?> scores = [];
        bool isOpen = false;
        foreach (IReward part in Parts)
        {
            RewardScore? score = part is IAsyncReward asking
                ? await asking.ScoreAsync(context, cancellationToken).ConfigureAwait(false)
                : part.Score(context.Answer, context.Row);
            scores.Add(score);
            if (IsDecided(scores)) return Of(scores);
            // Who was asked and gave no verdict may have meant any score.
            isOpen |= part is IAsyncReward && score is null;
        }

        return isOpen ? null : Of(scores);
    }
}
