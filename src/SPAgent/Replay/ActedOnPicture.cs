using System.Text.Json;

namespace SPAgent.Internal;

/// <summary>The picture that a replayed call acted on.</summary>
/// <param name="Step">The step that brought it, from 0.</param>
/// <param name="Full">Its size, which the boxes of calls count in.</param>
/// <param name="Shown">The size in which the model was shown it.</param>
public sealed record ActedOnPicture(int Step, PixelSize Full, PixelSize Shown)
{
    /// <summary>Arguments of the call whose box, where they have one, counts in the picture as it was shown.</summary>
    public JsonElement? AsShown(JsonElement? arguments)
    {
        if (Full == Shown || BoxRegion.Sides(arguments) is not { } sides) return arguments;
        double across = (double)Shown.Width / Full.Width, down = (double)Shown.Height / Full.Height;
        return BoxRegion.With(arguments!.Value,
            [sides[0] * across, sides[1] * down, sides[2] * across, sides[3] * down]);
    }
}
