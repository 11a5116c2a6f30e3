using System.Text.Json;

namespace SPAgent;

/// <summary>The boxes of a trace's calls in the unit that a training row is to have.</summary>
/// <param name="actedOn">For each call the picture that it acted on: in full, and as the model was shown it.</param>
internal sealed class CallBoxes(IReadOnlyList<ActedOnPicture> actedOn)
{
    /// <summary>The arguments of a call as a student should write them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="index">Its index in the trace.</param>
    /// <param name="units">The student's unit; null for the one that the model was told.</param>
    public JsonElement Arguments(ToolCall call, int index, BoxUnits? units)
    {
        if (call.Arguments is not { } executed) return default;
        if (BoxRegion.Sides(executed) is not { } box || index >= actedOn.Count) return executed;
        // As the model wrote it, where that is a box in the unit that it was told.
        if (units is null && call.ArgumentsAsWritten is { } written) return BoxRegion.Sides(written) is not null
            ? written : Converted(executed, box, index, call.BoxUnits ?? BoxUnits.Pixels);
        return units is { } wanted ? Converted(executed, box, index, wanted) : executed;
    }

    private JsonElement Converted(JsonElement executed, double[] box, int index, BoxUnits units)
    {
        (_, PixelSize full, PixelSize shown) = actedOn[index];
        (double across, double down) = units switch
        {
            BoxUnits.Thousandths => (1000.0 / full.Width, 1000.0 / full.Height),
            BoxUnits.Fractions => (1.0 / full.Width, 1.0 / full.Height),
            _ => ((double)shown.Width / full.Width, (double)shown.Height / full.Height),
        };
        int digits = units == BoxUnits.Fractions ? 4 : 0;
        double[] sides = [box[0] * across, box[1] * down, box[2] * across, box[3] * down];
        return BoxRegion.With(executed, [.. sides.Select(side => Math.Round(side, digits))]);
    }
}
