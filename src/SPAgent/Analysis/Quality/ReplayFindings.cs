namespace SPAgent;

/// <summary>Pictures that are not what the model saw, and boxes that end outside of them.</summary>
internal static class ReplayFindings
{
    public static IReadOnlyList<Finding> Of(Trace trace, string place, QualityOptions options,
        CancellationToken cancellationToken)
    {
        List<Finding> found = [], outside = [];
        int index = 0;
        try
        {
            foreach (ReplayStep step in TraceReplay.RunAsync(trace, options.Dataset, options.Tools, cancellationToken)
                .ToBlockingEnumerable(cancellationToken))
            {
                if (step.Verdict == ReplayVerdict.Mismatch)
                    found.Add(Mismatch(place, step.Turn, step.Detail ?? "The picture is another one."));
                // Here the size of the picture is known, and with it whether a box ends outside of it.
                if (step.ActedOn is not { Full: var size }) continue;
                ToolCall call = trace.ToolCalls[index++];
                if (found.Count == 0 && call.Success && CropCall.Of(call.Arguments)?.Problem((size.Width, size.Height))
                    is { } what) outside.Add(CropCall.Outside(place, call.Turn, what));
            }
        }
        catch (Exception failed)
            when (failed is DatasetException or ImageException or SandboxRefusedException or HttpRequestException
                or IOException or UnauthorizedAccessException)
        {
            found.Add(Mismatch(place, null, $"It can't be replayed: {failed.Message}"));
        }

        return [.. found, .. outside];
    }

    private static Finding Mismatch(string place, int? turn, string what) => new()
    {
        Check = "replay_mismatch",
        Severity = Severity.Error,
        Place = place,
        Turn = turn == 0 ? null : turn,
        What = what,
        Remedy = "Give the dataset that the trace was made from, or leave the trace out.",
    };
}
