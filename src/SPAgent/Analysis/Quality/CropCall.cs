using System.Text.Json;

namespace SPAgent;

/// <summary>The box of a crop, as a call gives it.</summary>
internal readonly record struct CropCall(double Left, double Top, double Right, double Bottom)
{
    public const string Check = "crop_outside";

    public const string Remedy = "What lies outside is black: look whether the model saw anything.";

    /// <summary>The size of the picture that it cuts out; null when it has none.</summary>
    public (double Width, double Height)? Size =>
        Rounded is var (width, height) && width > 0 && height > 0 ? (width, height) : null;

    private (double Width, double Height) Rounded =>
        (Math.Round(Right) - Math.Round(Left), Math.Round(Bottom) - Math.Round(Top));

    public static CropCall? Of(JsonElement? arguments) =>
        BoxRegion.Sides(arguments) is [double left, double top, double right, double bottom]
            ? new CropCall(left, top, right, bottom) : null;

    /// <summary>What is wrong with it on a picture of that size; null when nothing is. Coordinates are rounded, as the
    /// crop rounds them.</summary>
    public string? Problem((double Width, double Height)? picture)
    {
        string box = FormattableString.Invariant($"The box {Left}, {Top}, {Right}, {Bottom}");
        if (Right <= Left || Bottom <= Top) return $"{box} has no area.";
        if (Math.Round(Left) < 0 || Math.Round(Top) < 0) return $"{box} begins outside the picture.";
        return picture is var (width, height) && (Math.Round(Right) > width || Math.Round(Bottom) > height)
            ? FormattableString.Invariant($"{box} ends outside the picture of {width} x {height}.") : null;
    }

    /// <summary>A finding about a box, for a check that is no class of its own.</summary>
    public static Finding Outside(string place, int turn, string what) =>
        new() { Check = Check, Severity = Severity.Warning, Place = place, Turn = turn, What = what, Remedy = Remedy };
}
