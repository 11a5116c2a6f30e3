namespace SPAgent;

/// <summary>A crop that the image processors of trainers refuse: a side too small, or much longer than wide.</summary>
internal sealed class ThinCropCheck : QualityCheck
{
    private const string Remedy =
        "Training stops or skips the row at such a picture: leave it out, or collect with --min-side.";

    public override string Name => "thin_crop";

    public override IEnumerable<Finding> Check(Trace trace) => trace.ToolCalls.Where(call => call.Success)
        .Select(call => (call.Turn, What: What(CropCall.Of(call.Arguments)))).Where(call => call.What is not null)
        .Select(call => Found(trace, Severity.Warning, call.What!, Remedy, call.Turn));

    public override IEnumerable<Finding> Check(CollectedSession session) =>
        SessionCall.Of(session).Where(call => !call.Failed)
        .Select(call => (call.Iteration, What: What(CropCall.Of(call.Arguments)))).Where(call => call.What is not null)
        .Select(call => Found(session, Severity.Warning, call.What!, Remedy, call.Iteration));

    private static string? What(CropCall? crop)
    {
        if (crop?.Size is not var (width, height)) return null;
        double least = Math.Min(width, height), most = Math.Max(width, height);
        return least >= BoxRegion.LeastSide && most <= BoxRegion.MostAspect * least ? null
            : FormattableString.Invariant($"The crop is {width} x {height} pixels.");
    }
}
