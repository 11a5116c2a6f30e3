using System.Text.Json;

namespace SPAgent;

/// <summary>A crop that worked although its box has no area or begins outside the picture.</summary>
internal sealed class CropCheck : QualityCheck
{
    public override string Name => "crop_outside";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        foreach (ToolCall call in trace.ToolCalls)
        {
            if (Box(call.Arguments) is not [double left, double top, double right, double bottom]) continue;
            string? what = right <= left || bottom <= top ? "has no area" : left < 0 || top < 0 ? "begins outside the picture" : null;
            if (what is null || !call.Success) continue;
            yield return Found(trace, Severity.Warning, FormattableString.Invariant($"The box {left}, {top}, {right}, {bottom} {what}."), "The picture shows black there: look whether the model saw anything.", call.Turn);
        }
    }

    private static double[]? Box(JsonElement? arguments)
    {
        bool given = arguments is { ValueKind: JsonValueKind.Object } fields && fields.TryGetProperty("bbox_2d", out JsonElement box)
            && box.ValueKind == JsonValueKind.Array && box.GetArrayLength() == 4 && box.EnumerateArray().All(side => side.ValueKind == JsonValueKind.Number);
        return given ? [.. arguments!.Value.GetProperty("bbox_2d").EnumerateArray().Select(side => side.GetDouble())] : null;
    }
}

/// <summary>A call that gave back the picture it was given.</summary>
internal sealed class IdenticalObservationCheck : QualityCheck
{
    public override string Name => "identical_observation";

    public override IEnumerable<Finding> Check(Trace trace)
    {
        string? current = trace.ImageSha256;
        foreach (ToolCall call in trace.ToolCalls.Where(call => call.Success))
        {
            if (current is not null && string.Equals(call.ObservationSha256, current, StringComparison.OrdinalIgnoreCase))
            {
                yield return Found(trace, Severity.Warning, $"{Quote(call.Name)} gave back the picture that it was given.", "Leave the trace out: the call teaches nothing.", call.Turn);
            }

            current = call.ObservationSha256;
        }
    }
}
