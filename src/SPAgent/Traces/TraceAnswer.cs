using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// An answer with its parts read: what a model gave, or what the dataset holds for true. A part that an answer has not
/// is null.
/// </summary>
[TypeFormatterSource]
public sealed record TraceAnswer
{
    private static readonly string[] s_latitudes = ["lat", "latitude"], s_longitudes = ["lon", "lng", "longitude"];

    /// <summary>Degrees north, from -90 to 90.</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees east, from -180 to 180.</summary>
    public double? Longitude { get; init; }

    /// <summary>The answer as it is written, without the tags or the box around it.</summary>
    public string? Text { get; init; }

    /// <summary>The letter of the option that was chosen, from A.</summary>
    public char? Choice { get; init; }

    /// <summary>Kilometres between both places on a sphere of 6,371 km; null where one of them is not known.</summary>
    public double? DistanceKm(TraceAnswer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Place is { } from && other.Place is { } to
            ? GeoGuessrReward.DistanceKm(from.Latitude, from.Longitude, to.Latitude, to.Longitude) : null;
    }

    /// <summary>The place, the choice, or the text; <c>none</c> where there is nothing.</summary>
    public override string ToString() =>
        Place is { } place ? string.Create(CultureInfo.InvariantCulture,
            $"{place.Latitude:0.####}, {place.Longitude:0.####}") : Choice is { } letter ? $"{letter}" : Text ?? "none";

    private (double Latitude, double Longitude)? Place =>
        Latitude is { } latitude && Longitude is { } longitude ? (latitude, longitude) : null;

    /// <summary>What a response answers, read as the rewards read it.</summary>
    internal static TraceAnswer Given(string response, JsonElement row)
    {
        string? text = AnswerText.Find(response) is { Length: > 0 } found ? found : null;
        if (Truth(row).Place is not null)
        {
            CoordinateReading reading = CoordinateReader.Read(AnswerText.Spoken(response));
            return new TraceAnswer
            {
                Text = text,
                Latitude = reading.Success ? reading.Latitude : null,
                Longitude = reading.Success ? reading.Longitude : null
            };
        }

        // Where a row holds no place, two numbers in the answer are one, and no others are: a reward's reader would
        // take "48" for 4, 8.
        if (text is not null && Pair(text) is { } pair)
            return new TraceAnswer { Text = text, Latitude = pair.Latitude, Longitude = pair.Longitude };
        return new TraceAnswer { Text = text, Choice = new MultipleChoiceReward().ChoiceOf(response, row) };
    }

    /// <summary>What the columns of a row hold for true.</summary>
    internal static TraceAnswer Truth(JsonElement row)
    {
        double? latitude = Number(row, s_latitudes, 90), longitude = Number(row, s_longitudes, 180);
        bool isPlace = latitude is not null && longitude is not null;
        return new TraceAnswer
        {
            Latitude = isPlace ? latitude : null,
            Longitude = isPlace ? longitude : null,
            Text = RowText.Of(row, "answer"),
            Choice = new MultipleChoiceReward().TruthOf(row),
        };
    }

    /// <summary>The columns of a row that hold what is true: those of its place, else its answer; none where it has
    /// neither.</summary>
    internal static IReadOnlyList<string> TruthColumns(JsonElement row)
    {
        if (Truth(row).Place is not null) return [Column(row, s_latitudes)!, Column(row, s_longitudes)!];
        return RowText.Several(row, "answer").Length > 0 ? ["answer"] : [];
    }

    private static string? Column(JsonElement row, string[] columns) =>
        Array.Find(columns, column => RowText.Of(row, column) is not null);

    private static double? Number(JsonElement row, string[] columns, double most)
    {
        string? text = columns.Select(column => RowText.Of(row, column)).FirstOrDefault(found => found is not null);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && Math.Abs(number) <= most ? number : null;
    }

    private static (double Latitude, double Longitude)? Pair(string text)
    {
        string[] parts = text.Trim('(', ')', '[', ']', ' ', '$').Split(',');
        bool read = parts.Length == 2
            & double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double latitude)
            & double.TryParse(parts[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double longitude);
        return read && CoordinateReading.InRange(latitude, longitude) ? (latitude, longitude) : null;
    }
}
