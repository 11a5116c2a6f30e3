using System.Text.Json;

namespace SPAgent.Cli;

/// <summary>What a new reward would take away from a folder of traces, found before anything is written.</summary>
internal sealed class LostRewards
{
    private readonly SortedSet<string> _columns = new(StringComparer.Ordinal);
    private int _traces, _become;
    private string[] _missing = [];

    public static LostRewards Of(TraceStore store, IReward judge, CancellationToken cancellationToken)
    {
        LostRewards lost = new();
        foreach (Trace trace in store.TryRead().Select(reading => reading.Trace).OfType<Trace>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            lost._traces++;
            if (trace.SampleData is { ValueKind: JsonValueKind.Object } row)
            {
                lost._columns.UnionWith(row.EnumerateObject().Select(column => column.Name));
            }

            // What a judge will say is not known before it is paid for.
            if (judge is not IAsyncReward && trace.Reward is not null
                && judge.Score(trace.FinalResponse, trace.SampleData) is null) lost._become++;
        }

        lost._missing = [.. judge.TruthColumns.Except(lost._columns)];
        return lost;
    }

    /// <exception cref="ArgumentException">No trace has a column that the reward needs.</exception>
    public void DemandTruth(IReward judge)
    {
        if (_traces == 0 || _missing.Length == 0) return;
        throw new ArgumentException(
            $"The reward {judge.Name} needs the column {string.Join(" and ", _missing)}, which no trace has "
            + $"(columns: {string.Join(", ", _columns)}). "
            + "Nothing was written. Name the column of the truth with --answer-column, or "
            + "another reward with --reward.");
    }

    /// <exception cref="ArgumentException">Rewards would become none, and nobody agreed.</exception>
    public void DemandConsent(bool agreed)
    {
        if (_become == 0 || agreed) return;
        string loss = $"{_become} of {_traces} traces would lose their reward: it becomes none.";
        if (Console.IsInputRedirected)
        {
            throw new ArgumentException($"{loss} Nothing was written. Look with --dry-run, then agree with --yes.");
        }

        Console.Error.Write($"{loss} Go on? [y/N] ");
        bool agrees = Console.In.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES";
        if (!agrees) throw new ArgumentException("Nothing was written.");
    }
}
