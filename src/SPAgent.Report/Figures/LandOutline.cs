using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>The outlines of the continents as points of a line that is broken between two of them.</summary>
internal static partial class LandOutline
{
    // Half a degree is a pixel of a map of the world that is 720 pixels wide.
    private const double Grain = 0.5;

    private static readonly Lazy<List<(double X, double Y)?>> Points = new(() => [.. Read(Resources.Land)]);

    /// <summary>Longitudes and latitudes in degrees, null between two outlines.</summary>
    public static (JsonArray X, JsonArray Y) Line() => (
        [.. Points.Value.Select(point => point is var (x, _) ? JsonValue.Create(x) : null)],
        [.. Points.Value.Select(point => point is var (_, y) ? JsonValue.Create(y) : null)]);

    /// <summary>The outlines that reach into a part of the map, as an SVG path: x is the longitude, y the negative
    /// latitude.</summary>
    public static string Within(double left, double top, double width, double height) =>
        string.Concat(Resources.Land.Split('M', StringSplitOptions.RemoveEmptyEntries).Where(outline =>
    {
        (double X, double Y)[] points = [.. Steps(outline)];
        return points.Max(point => point.X) >= left && points.Min(point => point.X) <= left + width
            && points.Max(point => -point.Y) >= top && points.Min(point => -point.Y) <= top + height;
    }).Select(outline => "M" + outline));

    // M begins an outline at a place, l goes on in steps, z closes it.
    private static IEnumerable<(double X, double Y)?> Read(string path)
    {
        foreach (string outline in path.Split('M', StringSplitOptions.RemoveEmptyEntries))
        {
            List<(double X, double Y)> points = [];
            foreach ((double x, double y) in Steps(outline))
            {
                // Adding 0 makes 0 of -0, which some JSON writers know and others don't.
                (double X, double Y) point = ((Math.Round(x / Grain) * Grain) + 0, (Math.Round(y / Grain) * Grain) + 0);
                if (points.Count == 0 || points[^1] != point) points.Add(point);
            }

            // Islands of a pixel or two only blur the map.
            if (points.Count < 4) continue;
            // What lies over the date line is there a second time, at the other edge.
            foreach ((double X, double Y) point in points.Append(points[0]))
                yield return Math.Abs(point.X) <= 180 ? point : null;
            yield return null;
        }
    }

    // Longitude and latitude of each point of one outline.
    private static IEnumerable<(double X, double Y)> Steps(string outline)
    {
        double[] numbers = [
            .. Numbers().Matches(outline).Select(match => double.Parse(match.ValueSpan, CultureInfo.InvariantCulture))];
        double x = 0, y = 0;
        for (int i = 0; i + 1 < numbers.Length; i += 2)
        {
            (x, y) = (x + numbers[i], y - numbers[i + 1]);
            yield return (x, y);
        }
    }

    [GeneratedRegex(@"-?[0-9]*\.?[0-9]+")]
    private static partial Regex Numbers();
}
