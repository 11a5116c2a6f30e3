using System.Globalization;

namespace SPAgent;

/// <summary>Statistics that plot themselves: <c>traces.Statistics().Chart("distance_km")</c>.</summary>
public static class StatisticsFigures
{
    /// <summary>
    /// One of the <see cref="TraceStatistics.Distributions"/>; <c>accuracy</c>, the share of traces within each
    /// distance; <c>tools</c>, the calls of each; or a column of the dataset, with the mean reward of each of its
    /// values. Names are found as a table finds its columns: <c>distance@km</c> is <c>distance_km</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such figure; the message lists those there are.</exception>
    public static Figure Chart(this TraceStatistics statistics, string figure)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        ColumnStatistics[] rewarded = [.. statistics.Columns.Where(group => group.MeanReward is not null)];
        string[] columns = [.. rewarded.Select(group => group.Column).Distinct()];
        figure = Known(figure, [.. Names(statistics.Distributions), "accuracy", "tools", .. columns]);
        if (Find(statistics.Distributions, figure) is { } distribution) return distribution.Chart();
        if (figure == "accuracy")
        {
            return Figure.Bar(statistics.Accuracy.Select(within => $"{within.Km:#,0} km"),
                statistics.Accuracy.Select(within => within.Percent))
                .Titled("Answers within a distance").X("distance to the truth").Y("traces, %");
        }

        if (figure == "tools") return Tools(statistics.Tools.Select(tool => (tool.Tool, tool.Calls, tool.Failed)));
        ColumnStatistics[] groups = [.. rewarded.Where(group => group.Column == figure)];
        return Figure.Bar(groups.Select(group => group.Value), groups.Select(group => group.MeanReward!.Value))
            .Titled($"Mean reward by {figure}").X(figure).Y("mean reward");
    }

    /// <summary>One of the <see cref="SessionStatistics.Distributions"/>, or <c>tools</c>, the calls of each.</summary>
    /// <exception cref="ArgumentException">There is no such figure; the message lists those there are.</exception>
    public static Figure Chart(this SessionStatistics statistics, string figure)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        figure = Known(figure, [.. Names(statistics.Distributions), "tools"]);
        return Find(statistics.Distributions, figure)?.Chart()
            ?? Tools(statistics.Tools.Select(tool => (tool.Tool, tool.Calls, tool.Failed)));
    }

    /// <summary>How many values fall into each interval, with the median in the title.</summary>
    public static Figure Chart(this Distribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        string name = distribution.Name.Replace('_', ' ');
        string title = distribution.Median is double median
            ? string.Create(CultureInfo.InvariantCulture, $"{name}: median {median:#,0.##} of {distribution.Count:N0}")
            : $"{name}: no values";
        bool whole = distribution.Bins.All(bin => bin.To - bin.From == 1 && double.IsInteger(bin.From));
        return Figure.Bar(distribution.Bins.Select(Label), distribution.Bins.Select(bin => (double)bin.Count))
            .Titled(title).X(name).Y("how many");

        // Whole numbers stand for themselves.
        string Label(DistributionBin bin) => whole ? Number(bin.From) : $"{Number(bin.From)} – {Number(bin.To)}";
        static string Number(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);
    }

    private static Figure Tools(IEnumerable<(string Tool, int Calls, int Failed)> tools)
    {
        (string Tool, int Calls, int Failed)[] all = [.. tools];
        string[] names = [.. all.Select(tool => tool.Tool)];
        return Figure.Bar(names, all.Select(tool => (double)(tool.Calls - tool.Failed)), "done")
            .Add(Figure.Bar(names, all.Select(tool => (double)tool.Failed), "failed")).Titled("Calls of each tool")
            .X("tool").Y("calls");
    }

    private static Distribution? Find(IReadOnlyList<Distribution> all, string name) =>
        all.FirstOrDefault(one => one.Name == name);

    private static IEnumerable<string> Names(IReadOnlyList<Distribution> all) => all.Select(one => one.Name);

    private static string Known(string figure, string[] names) => LooseNames.Find(names, figure)
        ?? throw new ArgumentException(
            $"There is no figure \"{figure}\". There are {string.Join(", ", names)}.", nameof(figure));
}
