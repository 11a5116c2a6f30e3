using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// Draws rows in rounds, by what the rounds before taught. Rows are laid in strata by a column; a stratum whose mean
/// reward is near one half is drawn from most, since rows that are always or never solved teach little. Each round is
/// recorded in <c>draw.jsonl</c> before it is asked, so that a run that was stopped goes on as it would have gone on.
/// </summary>
internal sealed class AdaptiveDraw
{
    public const string FileName = "draw.jsonl";

    /// <summary>Rows of a round. Not the number of workers: that is free, and must not change what is drawn.</summary>
    public const int RoundRows = 16;

    private const int NumberStrata = 8, MostTextStrata = 32;
    private const double LeastWeight = 0.05;

    private readonly JsonLog _log;
    private readonly int _seed, _most;
    private readonly Dictionary<int, int> _places = [];
    private readonly Dictionary<int, int> _stratumOf = [];
    private readonly List<Queue<int>> _left = [];
    private readonly List<IReadOnlyList<int>> _recorded = [];
    private readonly HashSet<int> _drawn = [];

    private AdaptiveDraw(string path, ImageDataset dataset, DistillationOptions options)
    {
        (_log, _seed) = (new(path), options.Seed);
        for (int place = 0; place < dataset.Count; place++) _places.TryAdd(dataset.RowAt(place), place);
        _most = Math.Min(options.Samples, _places.Count);
        foreach (IEnumerable<int> rows in Strata(dataset, ColumnOf(dataset, options)))
        {
            foreach (int row in rows) _stratumOf.TryAdd(row, _left.Count);
            // By rank, not by a draw without record: which row of a stratum is next does not depend on what was drawn
            // of others.
            _left.Add(new(rows.OrderBy(row => HashRandom.Rank(_seed, row)).ThenBy(row => row)));
        }
    }

    /// <summary>The draw of a folder, with the rounds that are recorded there.</summary>
    /// <exception cref="DatasetException">The dataset has no column to lay strata by.</exception>
    public static AdaptiveDraw Open(string folder, ImageDataset dataset, DistillationOptions options)
    {
        AdaptiveDraw draw = new(Path.Combine(folder, FileName), dataset, options);
        // A line that a crash tore was not begun to be asked: its round is drawn again.
        foreach (JsonObject round in draw._log.Read()) draw.Take(RowsOf(round));

        return draw;
    }

    /// <summary>
    /// The rounds as places in the dataset, up to the number of samples: first what is recorded, then what is drawn.
    /// The caller ends a round before it asks for the next.
    /// </summary>
    /// <param name="rewardOf">The mean reward of a row's answers so far; null where it has none.</param>
    public IEnumerable<IReadOnlyList<int>> Rounds(Func<int, double?> rewardOf)
    {
        int taken = 0;
        for (int round = 0; taken < _most; round++)
        {
            if (round == _recorded.Count) Draw(round, Math.Min(RoundRows, _most - taken), rewardOf);
            IReadOnlyList<int> rows = [.. _recorded[round].Take(_most - taken)];
            taken += rows.Count;
            yield return [.. rows.Select(row => _places[row])];
        }
    }

    /// <summary>How many rows there will be in the end.</summary>
    public int Rows => _most;

    /// <summary>The places of the rounds that are recorded, in their order.</summary>
    public IEnumerable<int> Recorded => _recorded.SelectMany(rows => rows).Take(_most).Select(row => _places[row]);

    private void Draw(int round, int count, Func<int, double?> rewardOf)
    {
        double[] weights = Weights(rewardOf);
        HashRandom random = HashRandom.From("adaptive"u8, _seed, round);
        List<int> rows = [];
        while (rows.Count < count)
        {
            double all = weights.Index().Sum(one => Next(one.Index) is null ? 0 : one.Item),
                at = random.NextDouble() * all;
            int stratum = -1;
            for (int i = 0; i < weights.Length && (stratum < 0 || at >= 0); i++)
            {
                if (Next(i) is null) continue;
                stratum = i;
                at -= weights[i];
            }

            int row = _left[stratum].Dequeue();
            _drawn.Add(row);
            rows.Add(row);
        }

        _log.Add(new()
        {
            ["round"] = round,
            ["rows"] = new JsonArray([.. rows.Select(row => (JsonNode)row)]),
            ["weights"] = new JsonArray([.. weights.Select(weight => (JsonNode)Math.Round(weight, 4))]),
        });
        _recorded.Add(rows);
    }

    // The variance of an answer that is right with the stratum's mean reward, as a share of the largest; without
    // answers the largest.
    private double[] Weights(Func<int, double?> rewardOf)
    {
        double[] sums = new double[_left.Count], counts = new double[_left.Count];
        foreach (int row in _recorded.SelectMany(rows => rows))
        {
            if (rewardOf(row) is not { } reward || !_stratumOf.TryGetValue(row, out int stratum)) continue;
            sums[stratum] += Math.Clamp(reward, 0, 1);
            counts[stratum]++;
        }

        return [.. sums.Zip(counts, (sum, count) =>
        {
            double mean = (sum + 0.5) / (count + 1);
            return Math.Max(LeastWeight, 4 * mean * (1 - mean));
        })];
    }

    // Rows of recorded rounds stay in the queues until they come up.
    private int? Next(int stratum)
    {
        Queue<int> left = _left[stratum];
        while (left.TryPeek(out int row) && _drawn.Contains(row)) left.Dequeue();
        return left.TryPeek(out int next) ? next : null;
    }

    private void Take(IReadOnlyList<int> rows)
    {
        int[] known = [.. rows.Where(row => _places.ContainsKey(row) && _drawn.Add(row))];
        if (known.Length > 0) _recorded.Add(known);
    }

    private static IReadOnlyList<int> RowsOf(JsonObject round)
    {
        try
        {
            return round["rows"] is JsonArray rows ? [.. rows.GetValues<int>()] : [];
        }
        catch (Exception damaged) when (damaged is InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    // The column that was named; else the only one of numbers that is called a score or a difficulty.
    private static string ColumnOf(ImageDataset dataset, DistillationOptions options)
    {
        string[] names = [.. dataset.Columns.Select(column => column.Name)];
        if (names.Contains(options.DifficultyColumn)) return options.DifficultyColumn;
        string[] scores = options.DifficultyColumn == new DistillationOptions().DifficultyColumn
            ? [.. names.Where(IsScore)] : [];
        return scores.Length == 1 ? scores[0] : throw new DatasetException(dataset.Path,
            $"there is no column \"{options.DifficultyColumn}\" to draw by (columns: {string.Join(", ", names)}). " +
            "Name one with DifficultyColumn (--difficulty-column), or use another strategy.");

        static bool IsScore(string name) =>
            name.Contains("score", StringComparison.OrdinalIgnoreCase)
                || name.Contains("difficulty", StringComparison.OrdinalIgnoreCase);
    }

    // Numbers in strata of equal size; texts by value, the commonest first and rare ones together; rows without a value
    // together.
    private static IEnumerable<IEnumerable<int>> Strata(ImageDataset dataset, string column)
    {
        (int Row, object? Value)[] rows =
            [.. dataset.Column(column).Select((value, place) => (dataset.RowAt(place), Known(value)))
                .DistinctBy(row => row.Item1)];
        (int Row, double Number)[] numbers =
            [.. rows.Where(row => row.Value is double).Select(row => (row.Row, (double)row.Value!))
                .OrderBy(row => row.Item2).ThenBy(row => row.Row)];
        if (numbers.Length > 0)
        {
            int size = (numbers.Length + NumberStrata - 1) / NumberStrata;
            foreach ((int Row, double)[] stratum in numbers.Chunk(size)) yield return stratum.Select(row => row.Row);
        }

        IGrouping<string, int>[] texts =
            [.. rows.Where(row => row.Value is string).GroupBy(row => (string)row.Value!, row => row.Row)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)];
        foreach (IGrouping<string, int> text in texts.Take(MostTextStrata)) yield return text;
        if (texts.Length > MostTextStrata) yield return texts.Skip(MostTextStrata).SelectMany(text => text);
        int[] without = [.. rows.Where(row => row.Value is null).Select(row => row.Row)];
        if (without.Length > 0) yield return without;
    }

    private static object? Known(object? value) =>
        SampleSelection.Number(value) is { } number ? number : value is string or bool ? value.ToString() : null;
}
