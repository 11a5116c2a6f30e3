using System.Globalization;

namespace SPAgent;

/// <summary>Answers and truths on a map without tiles: the outlines of the continents, in equal degrees.</summary>
internal static class PageMap
{
    /// <summary>The outlines, once a page; every map refers to them.</summary>
    public static Html Land =>
        new($"<svg width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><path id=\"land\" "
            + $"d=\"{Resources.Land}\"/></defs></svg>");

    /// <summary>Both places of one trace, as near as shows them apart.</summary>
    public static Html Of(GeoAnswer geo) => Local(geo, (_, _, _, _) => new("<use href=\"#land\" class=\"land\"/>"));

    /// <summary>The same with outlines of its own, as many as are in sight: for a document that has no
    /// <see cref="Land"/>.</summary>
    public static Html Near(GeoAnswer geo) =>
        Local(geo, (left, top, width, height) =>
            new($"<path class=\"land\" d=\"{LandOutline.Within(left, top, width, height)}\"/>"));

    private static Html Local(GeoAnswer geo, Func<double, double, double, double, Html> land)
    {
        GeoPoint from = geo.Truth, to = geo.Answer ?? geo.Truth;
        double across = Math.Abs(from.Longitude - to.Longitude), up = Math.Abs(from.Latitude - to.Latitude);
        double width = Math.Clamp(Math.Max(across, up * 1.7) * 1.7, 18, 360), height = Math.Min(width / 1.7, 180);
        double left = Math.Clamp(((from.Longitude + to.Longitude) / 2) - (width / 2), -180, 180 - width);
        double top = Math.Clamp((-(from.Latitude + to.Latitude) / 2) - (height / 2), -90, 90 - height);
        return Svg(left, top, width, height, [geo], land(left, top, width, height));
    }

    /// <summary>All of them on one map of the world.</summary>
    public static Html World(IReadOnlyList<GeoAnswer> answers) =>
        Svg(-180, -84, 360, 144, answers, new("<use href=\"#land\" class=\"land\"/>"));

    private static Html Svg(double left, double top, double width, double height,
        IReadOnlyList<GeoAnswer> answers, Html land)
    {
        double radius = answers.Count == 1 ? width / 55 : 1.15 / Math.Max(1, Math.Log10(answers.Count));
        IEnumerable<Html> links = answers.Where(one => one.Answer is not null)
            .Select(one => Link(one.Truth, one.Answer!.Value));
        IEnumerable<Html> truths = answers.Select(one => Spot("truth", one.Truth, radius, one.Label));
        IEnumerable<Html> guesses = answers.Where(one => one.Answer is not null)
            .Select(one => Spot("guess", one.Answer!.Value, radius * 1.75, one.Label));
        return new($"<svg viewBox=\"{Number(left)} {Number(top)} {Number(width)} {Number(height)}\" role=\"img\" "
            + $"aria-label=\"Map of answers and "
            + $"truths\">{land}{Html.Join(links)}{Html.Join(truths)}{Html.Join(guesses)}</svg>");
    }

    // The short way round would leave the map, so a line over the date line is left out.
    private static Html Link(GeoPoint from, GeoPoint to) => Math.Abs(from.Longitude - to.Longitude) > 180 ? Html.Empty
        : new(
            $"<path class=\"link\" d=\"M{Number(from.Longitude)} {Number(-from.Latitude)}L{Number(to.Longitude)} {Number(-to.Latitude)}\"/>");

    private static Html Spot(string name, GeoPoint at, double radius, string label) =>
        Html.Of(
            $"<circle class=\"{name}\" cx=\"{Number(at.Longitude)}\" cy=\"{Number(-at.Latitude)}\" r=\"{Number(radius)}\" stroke-width=\"{Number(radius * 0.4)}\"><title>{label}</title></circle>");

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>A place, in degrees.</summary>
internal readonly record struct GeoPoint(double Latitude, double Longitude)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Latitude:0.####}, {Longitude:0.####}");
}

/// <summary>Where a trace says that its picture was taken, and where it was.</summary>
internal sealed record GeoAnswer(GeoPoint Truth, GeoPoint? Answer, string Label)
{
    /// <summary>Null where the row holds no place.</summary>
    public static GeoAnswer? Of(Trace trace) => PlaceOf(trace.Truth) is GeoPoint truth
        ? new GeoAnswer(truth, PlaceOf(trace.Answer), $"trace {TraceName.Of(trace)}") : null;

    private static GeoPoint? PlaceOf(TraceAnswer answer) =>
        answer is { Latitude: double latitude, Longitude: double longitude } ? new(latitude, longitude) : null;
}
