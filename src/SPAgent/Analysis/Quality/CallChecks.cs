using System.Security.Cryptography;

namespace SPAgent;

/// <summary>A crop that worked although its box has no area or reaches outside the picture.</summary>
/// <remarks>
/// A trace does not keep the size of its picture: the far sides are compared after a crop, whose size is known, and
/// when it is replayed (<see cref="ReplayFindings"/>).
/// </remarks>
internal sealed class CropCheck(bool images) : QualityCheck
{
    public override string Name => CropCall.Check;

    public override IEnumerable<Finding> Check(Trace trace)
    {
        (double Width, double Height)? size = null;
        foreach (ToolCall call in trace.ToolCalls.Where(call => call.Success))
        {
            CropCall? box = CropCall.Of(call.Arguments);
            // A call that names its picture need not act on the newest one.
            if (box?.Problem(ImageIndex.IsIn(call, trace) ? null : size) is { } what)
                yield return Found(trace, Severity.Warning, what, CropCall.Remedy, call.Turn);
            size = box?.Size;
        }
    }

    public override IEnumerable<Finding> Check(CollectedSession session)
    {
        foreach (SessionCall call in SessionCall.Of(session).Where(call => !call.Failed))
        {
            if (CropCall.Of(call.Arguments) is not CropCall box) continue;
            (double, double)? size = images && SessionFiles.ActedOn(session, call) is { } file
                && SessionFiles.Size(file) is { } shown ? (shown.Width, shown.Height) : null;
            if (box.Problem(size) is { } what)
                yield return Found(session, Severity.Warning, what, CropCall.Remedy, call.Iteration);
        }
    }
}

/// <summary>A call that gave back the picture it was given.</summary>
internal sealed class IdenticalObservationCheck(bool images) : QualityCheck
{
    public override string Name => "identical_observation";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        string? current = trace.ImageSha256;
        foreach (ToolCall call in trace.ToolCalls.Where(call => call.Success))
        {
            if (current is not null && !ImageIndex.IsIn(call, trace)
                && string.Equals(call.ObservationSha256, current, StringComparison.OrdinalIgnoreCase))
            {
                yield return Found(trace, Severity.Warning, $"{Quote(call.Name)} gave back the "
                    + "picture that it was given.", "Leave the trace out: the call teaches nothing.", call.Turn);
            }

            current = call.ObservationSha256;
        }
    }

    // Sessions keep no hashes, but the files: the same bytes are the same picture.
    public override IEnumerable<Finding> Check(CollectedSession session)
    {
        if (!images) yield break;
        foreach (SessionCall call in SessionCall.Of(session).Where(call => !call.Failed))
        {
            if (SessionFiles.ActedOn(session, call) is { } before && SessionFiles.Made(session, call) is { } after
                && before != after && SameBytes(before, after))
            {
                yield return Found(session, Severity.Warning, $"{Quote(call.Tool)} gave back the "
                    + "picture that it was given.", "Leave it out: the call teaches nothing.", call.Iteration);
            }
        }
    }

    private static bool SameBytes(string one, string other) =>
        new FileInfo(one).Length == new FileInfo(other).Length && SHA256.HashData(File.ReadAllBytes(one)).AsSpan()
            .SequenceEqual(SHA256.HashData(File.ReadAllBytes(other)));
}
