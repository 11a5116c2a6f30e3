using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// Scores coordinates by their great-circle distance d to the truth: exp(−d / 1492.7 km), the curve behind the 5,000
/// points of GeoGuessr. Metrics: <c>distance@km</c>, <c>geoguessr@point</c> (0 to 5,000) and <c>acc@…km</c> for 1, 25,
/// 200, 750 and 2,500 km (1 when d is at most that, else 0). A response without coordinates scores 0 at 20,000 km.
/// </summary>
[TypeFormatterSource]
public sealed class GeoGuessrReward : IReward
{
    private const double EarthRadiusKm = 6371;
    private const double DecayKm = 1492.7;
    private const double FarthestKm = 20000;
    private const double MaxPoints = 5000;
    private const double RadiansPerDegree = Math.PI / 180;

    private static readonly (int Km, string Name)[] Thresholds =
        [(1, "acc@1km"), (25, "acc@25km"), (200, "acc@200km"), (750, "acc@750km"), (2500, "acc@2500km")];

    /// <inheritdoc/>
    public string Name => "geoguessr";

    /// <summary>Score max(0, 1 − d / 20,000 km) instead of the exponential; the metrics stay the same. Default
    /// false.</summary>
    public bool Linear { get; init; }

    /// <summary>Column that holds the true latitude in degrees. Default <c>lat</c>.</summary>
    public string LatitudeColumn { get; init; } = "lat";

    /// <summary>Column that holds the true longitude in degrees. Default <c>lon</c>.</summary>
    public string LongitudeColumn { get; init; } = "lon";

    /// <summary>Scores a response against the truth, in degrees.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The truth is not within −90 to 90 and −180 to 180.</exception>
    public static RewardScore Score(string response, double latitude, double longitude)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (latitude is not (>= -90 and <= 90))
            throw new ArgumentOutOfRangeException(nameof(latitude), latitude, "-90 to 90");
        if (longitude is not (>= -180 and <= 180))
            throw new ArgumentOutOfRangeException(nameof(longitude), longitude, "-180 to 180");
        return Score(CoordinateReader.Read(AnswerText.Spoken(response)), latitude, longitude, linear: false);
    }

    // Not a property of the class: those are settings, and stand in run.json.
    IReadOnlyList<string> IReward.TruthColumns => [LatitudeColumn, LongitudeColumn];

    /// <inheritdoc/>
    /// <remarks>The truth may be a number, or a number as text. Missing, null or out of range, there is no
    /// score.</remarks>
    public RewardScore? Score(string response, JsonElement row)
    {
        ArgumentNullException.ThrowIfNull(response);
        double latitude = Truth(row, LatitudeColumn);
        double longitude = Truth(row, LongitudeColumn);
        return CoordinateReading.InRange(latitude, longitude)
            ? Score(CoordinateReader.Read(AnswerText.Spoken(response)), latitude, longitude, Linear) : null;
    }

    /// <summary>Haversine distance on a sphere of 6,371 km.</summary>
    internal static double DistanceKm(double latitude1, double longitude1, double latitude2, double longitude2)
    {
        double from = latitude1 * RadiansPerDegree;
        double to = latitude2 * RadiansPerDegree;
        double half = (to - from) / 2;
        double turn = (longitude2 * RadiansPerDegree - longitude1 * RadiansPerDegree) / 2;
        double chord = Math.Pow(Math.Sin(half), 2) + Math.Cos(from) * Math.Cos(to) * Math.Pow(Math.Sin(turn), 2);
        return 2 * Math.Asin(Math.Sqrt(Math.Min(1, chord))) * EarthRadiusKm;
    }

    private static RewardScore Score(CoordinateReading reading, double latitude, double longitude, bool linear)
    {
        double km = reading.Success ? DistanceKm(reading.Latitude, reading.Longitude, latitude, longitude) : FarthestKm;
        double decayed = !reading.Success ? 0 : km == 0 ? 1 : Math.Clamp(Math.Exp(-km / DecayKm), 0, 1);
        KeyValuePair<string, double>[] metrics =
        [
            new("distance@km", km),
            new("geoguessr@point", decayed * MaxPoints),
            .. Thresholds.Select(
                threshold => KeyValuePair.Create(threshold.Name, reading.Success && km <= threshold.Km ? 1.0 : 0.0)),
        ];
        return new RewardScore
        {
            Score = linear && reading.Success ? Math.Max(0, 1 - km / FarthestKm) : decayed,
            ParseSuccess = reading.Success,
            Metrics = metrics,
        };
    }

    private static double Truth(JsonElement row, string column) =>
        RowText.Of(row, column) is string text
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double truth)
            ? truth
            : double.NaN;
}
