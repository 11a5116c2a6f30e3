using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Cli;

/// <summary>Scores the traces of a folder anew, several at once where the reward has to ask.</summary>
/// <param name="reward">The reward.</param>
/// <param name="dataset">Where pictures are; null where none are asked for.</param>
/// <param name="dryRun">Whether nothing is written.</param>
/// <param name="quiet">Whether changes are not told one by one.</param>
internal sealed class RescoreJob(IReward reward, ImageDataset? dataset, bool dryRun, bool quiet)
{
    // Each has been asked with all the retries of its client.
    private const int MostFailuresInARow = 3;

    private readonly RescoreTally _tally = new();
    private readonly Lock _counting = new();
    private int _failuresInARow;

    public bool Asks => reward is IAsyncReward;

    public async Task<RescoreTally> RunAsync(TraceStore store, int workers, CancellationToken cancellationToken)
    {
        ParallelOptions options = new()
        {
            // One after the other keeps the order of what is told, and a reward that asks nothing is soon done.
            MaxDegreeOfParallelism = Asks ? workers : 1,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(store.TryRead(), options, (reading, stop) => OneAsync(reading, stop));
        return _tally;
    }

    private async ValueTask OneAsync(TraceReadResult reading, CancellationToken stop)
    {
        if (reading.Trace is not { } trace)
        {
            lock (_counting)
            {
                _tally.Traces++;
                _tally.Unreadable++;
            }

            CommandRunner.Say($"spagent: {reading.Problem!.Message}");
            return;
        }

        Func<CancellationToken, Task<IReadOnlyList<DataContent>>>? pictures = dataset is null ? null
            : _ => Task.FromResult(TraceScoring.Pictures(trace, dataset));
        (Trace scored, Exception? problem) = await TraceScoring.ScoreAsync(reward, trace, pictures, stop);
        JudgeReply[] paid = [.. scored.Judgements.SelectMany(one => one.Replies)
            .Except(trace.Judgements.SelectMany(one => one.Replies), ReferenceEqualityComparer.Instance)
            .OfType<JudgeReply>()];
        // A judge that failed takes no reward away; what it said until then is kept, so that it is not asked again.
        Trace toWrite = problem is null ? scored : scored with { Reward = trace.Reward };
        bool changes = problem is null && !Same(scored.Reward, trace.Reward);
        bool differs = problem is null && !scored.Judgements.SequenceEqual(trace.Judgements);
        bool writes = !dryRun && (changes || differs || paid.Length > 0);
        // It is paid for: a stop does not lose it.
        if (writes) await toWrite.SaveAsync(reading.Path, paid.Length > 0 ? CancellationToken.None : stop);
        string name = Path.GetFileName(reading.Path);
        lock (_counting)
        {
            Count(scored, problem, paid, changes, writes);
            if (changes && !quiet) Console.WriteLine($"{name}: {Show(trace.Reward)} -> {Show(scored.Reward)}");
        }

        stop.ThrowIfCancellationRequested();
        if (problem is not null and not UnaskedModel.NotAskedException) Failed(name, problem);
    }

    private void Count(Trace scored, Exception? problem, JudgeReply[] paid, bool changes, bool writes)
    {
        _tally.Traces++;
        if (changes) _tally.Changed++;
        if (writes) _tally.Written++;
        _tally.Requests += paid.Sum(reply => reply.Attempts ?? 1);
        _tally.Tokens += new Judgement { Reward = reward.Name, Replies = paid }.Tokens;
        if (problem is UnaskedModel.NotAskedException) _tally.ToAsk++;
        else if (problem is not null) _tally.Failed++;
        else _failuresInARow = 0;
        if (!Asks || problem is not null) return;
        if (scored.Reward is null) _tally.WithoutVerdict++;
        else if (paid.Length > 0) _tally.Judged++;
        else _tally.Kept++;
    }

    private void Failed(string name, Exception problem)
    {
        CommandRunner.Say($"spagent: {name}: {TerminalText.Message(problem)}");
        const string GoOn = "What was judged is saved; run the same command again to go on.";
        if (problem is ModelException { StopsRun: true })
            throw new InvalidDataException($"No other trace would fare better. {GoOn}", problem);
        lock (_counting) _failuresInARow++;
        if (_failuresInARow >= MostFailuresInARow)
            throw new InvalidDataException($"{_failuresInARow} traces in a row got no verdict. {GoOn}", problem);
    }

    private static bool Same(RewardScore? one, RewardScore? other) =>
        JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);

    private static string Show(RewardScore? score) =>
        score is null ? "none" : FormattableString.Invariant($"{score.Score:0.0000}");
}
