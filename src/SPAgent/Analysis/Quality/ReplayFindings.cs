namespace SPAgent;

/// <summary>Pictures that are not what the model saw.</summary>
internal static class ReplayFindings
{
    public static IReadOnlyList<Finding> Of(Trace trace, string place, ImageDataset? dataset, CancellationToken cancellationToken)
    {
        List<Finding> found = [];
        try
        {
            foreach (ReplayStep step in TraceReplay.RunAsync(trace, dataset, cancellationToken: cancellationToken).ToBlockingEnumerable(cancellationToken))
            {
                if (step.Verdict == ReplayVerdict.Mismatch) found.Add(Finding(place, step.Turn, step.Detail ?? "The picture is another one."));
            }
        }
        catch (Exception failed) when (failed is DatasetException or ImageException or IOException)
        {
            found.Add(Finding(place, null, $"It can't be replayed: {failed.Message}"));
        }

        return found;
    }

    private static Finding Finding(string place, int? turn, string what) => new()
    {
        Check = "replay_mismatch",
        Severity = Severity.Error,
        Place = place,
        Turn = turn == 0 ? null : turn,
        What = what,
        Remedy = "Give the dataset that the trace was made from, or leave the trace out.",
    };
}
