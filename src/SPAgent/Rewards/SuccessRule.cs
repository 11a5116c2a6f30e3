using System.Globalization;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// What counts as a success: comparisons of a reward's figures, such as <c>score &gt;= 0.9</c> or
/// <c>distance@km &lt; 200 and score &gt; 0.5</c>. An answer that could not be read is never one. Computed when asked
/// for, and never written into a trace.
/// </summary>
[TypeFormatterSource]
public sealed partial class SuccessRule
{
    private const string Score = "score", Within25Km = "acc@25km", Kilometres = "distance@km";
    private const double GoodScore = 0.5, NearKm = 25;

    private readonly Comparison[] _comparisons;
    private readonly string _text;

    private SuccessRule(string text, Comparison[] comparisons) => (_text, _comparisons) = (text, comparisons);

    /// <summary>
    /// The rule of <see cref="RewardScore.Success"/>: within 25 km where there is a distance, else a score from 0.5.
    /// </summary>
    public static SuccessRule Default { get; } = new("the reward's own", []);

    /// <summary>Reads a rule.</summary>
    /// <param name="text">
    /// Comparisons <c>FIGURE OPERATOR NUMBER</c>, joined by <c>and</c>. A figure is <c>score</c> or a metric by its
    /// name; operators are &gt;=, &gt;, &lt;=, &lt;, == and !=.
    /// </param>
    /// <exception cref="ArgumentException">It is no such text; the message says where.</exception>
    public static SuccessRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text.Trim(), [.. And().Split(text).Select(Read)]);

        Comparison Read(string part)
        {
            Match match = Form().Match(part);
            bool isRead = match.Success & double.TryParse(
                match.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
            return isRead && double.IsFinite(number)
                ? new(match.Groups["figure"].Value, match.Groups["operator"].Value, number)
                : throw new ArgumentException(
                    $"\"{part.Trim()}\" says no success. Write FIGURE OPERATOR NUMBER, such as \"score >= 0.9\", " +
                    "or several joined by \"and\".", nameof(text));
        }
    }

    /// <summary>Whether a reward is a success. A figure that it lacks, or that is no number, makes none.</summary>
    public bool Holds(RewardScore reward)
    {
        ArgumentNullException.ThrowIfNull(reward);
        if (!reward.ParseSuccess) return false;
        return _comparisons.Length == 0 ? IsGood(reward)
            : Array.TrueForAll(_comparisons, one => one.Holds(Figure(reward, one.Name)));
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>Refuses a rule about a figure that a reward has not: it would call every answer wrong.</summary>
    /// <exception cref="ArgumentException">The message names the figures that there are.</exception>
    internal void Demand(RewardScore reward)
    {
        foreach (Comparison one in _comparisons)
        {
            if (Figure(reward, one.Name) is not null) continue;
            string[] known = [Score, .. reward.Metrics.Select(metric => metric.Key)];
            throw new ArgumentException(
                $"The rewards have no figure \"{one.Name}\" for \"{_text}\". There are {string.Join(", ", known)}.");
        }
    }

    /// <summary>The same for a folder, by the first of its traces that has a reward.</summary>
    internal void Demand(TraceStore store)
    {
        if (_comparisons.Length == 0) return;
        RewardScore? first = store.Names().Take(MostLooked).Select(name => store.TryLoad(name).Trace?.Reward)
            .FirstOrDefault(reward => reward is not null);
        if (first is not null) Demand(first);
    }

    private const int MostLooked = 1000;

    private static bool IsGood(RewardScore reward) =>
        reward[Within25Km] is double near && double.IsFinite(near) ? near > 0
        : reward[Kilometres] is double km && double.IsFinite(km) ? km <= NearKm
        : reward.Score >= GoodScore;

    private static double? Figure(RewardScore reward, string name) => name == Score ? reward.Score : reward[name];

    [GeneratedRegex(@"\A\s*(?<figure>[^\s<>=!]+)\s*(?<operator>>=|<=|==|!=|>|<)\s*(?<number>\S+)\s*\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex And();

    private sealed record Comparison(string Name, string Operator, double Number)
    {
        public bool Holds(double? figure) => figure is { } value && double.IsFinite(value) && Operator switch
        {
            ">=" => value >= Number,
            ">" => value > Number,
            "<=" => value <= Number,
            "<" => value < Number,
            "==" => value.Equals(Number),
            _ => !value.Equals(Number),
        };
    }
}
