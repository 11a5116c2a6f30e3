using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>What the simulated model says in one turn.</summary>
internal sealed partial class SimulatedVoice(HashRandom random, string task, DatasetRow? row, double accuracy)
{
    private const double KilometresOfADegree = 111.195;

    private static readonly (string Region, string[] Clues)[] Places =
    [
        ("the upper part of the frame",
            ["the roof line and the chimneys", "what stands on the horizon", "the cables and lamps"]),
        ("the middle of the frame", ["the sign over the shop", "the writing on the wall", "the face of the building"]),
        ("the lower part of the frame", ["the number plate of the car", "the road marking", "the kerb and the paving"]),
    ];

    private static readonly string[] Openings =
        ["Let me look at this closely.", "First the broad impression.", "There are several things to go by here.",
            "I will go from the large to the small."];

    private static readonly string[] Observations =
    [
        "The light is soft and the shadows are long, so the sun stands low.",
        "The street furniture looks well kept, and the lane markings are fresh.",
        "The houses stand close to the road, with narrow fronts and tall windows.",
        "The plants suggest a mild climate without hard winters.",
        "The vehicles give away the side of the road that people drive on.",
        "The colours of the façades are typical of an old town centre.",
        "The letters on the sign narrow down the language.",
        "The hills behind the roofs leave only a few cities to choose from.",
    ];

    private static readonly string[] Descriptions =
        ["A street with houses on both sides.", "Two people, a car and a row of lamps.",
            "A shop front with a sign above it.", "A crossing in an old town."];

    /// <summary>A call of one of the offered tools on the picture that the model saw last.</summary>
    public SimulatedCall Call(IReadOnlyList<OfferedTool> tools, ReadOnlySpan<byte> current)
    {
        (int width, int height) = Size(current);
        OfferedTool tool = random.Pick(tools);
        return tool.Name switch
        {
            SimulatedCall.Rotate => Turn(),
            SimulatedCall.Python => SimulatedCode.Write(ref random, width, height),
            SimulatedCall.Zoom => LookCloser(width, height),
            _ => Try(tool, width, height),
        };
    }

    /// <summary>The last turn: reasoning and the answer, in a form that a reward can read or, on purpose,
    /// not.</summary>
    public string Answer(HashRandom sample, bool readable)
    {
        string opening = $"{random.Pick(Openings)} {random.Pick(Observations)} {random.Pick(Observations)}";
        if (!readable) return $"{opening}\n\nI can't tell where this is. \\boxed{{unknown}}";
        if (!task.Contains("latitude", StringComparison.OrdinalIgnoreCase))
            return $"{opening}\n\n<answer>{Choose(sample)}</answer>";

        (double latitude, double longitude) = Guess(sample);
        string place = row?.Values.GetValueOrDefault("city") is string city
            && row.Values.GetValueOrDefault("country") is string country
            ? $"It reminds me of {city}, {country}. " : "";
        return FormattableString.Invariant(
            $"{opening}\n\n{place}My estimate:\n\n$\\boxed{{{latitude:0.0000}, {longitude:0.0000}}}$");
    }

    private SimulatedCall LookCloser(int width, int height)
    {
        (string region, string[] clues) = Places[random.Next(Places.Length)];
        string clue = random.Pick(clues);
        int band = region.Contains("upper", StringComparison.Ordinal) ? 0
            : region.Contains("middle", StringComparison.Ordinal) ? 1 : 2;
        int boxWidth = Math.Max(1, (int)(width * (0.25 + 0.3 * random.NextDouble()))),
            boxHeight = Math.Max(1, height / 3);
        int left = random.Next(Math.Max(1, width - boxWidth)),
            top = Math.Min(band * height / 3, Math.Max(0, height - boxHeight));
        return new SimulatedCall($"{random.Pick(Openings)} {random.Pick(Observations)} "
            + $"In {region} I want to see {clue}.", SimulatedCall.Zoom, new JsonObject
            {
                ["bbox_2d"] = new JsonArray(left, top, left + boxWidth, top + boxHeight),
                ["label"] = clue,
            });
    }

    private SimulatedCall Try(OfferedTool tool, int width, int height)
    {
        string reason = $"{random.Pick(Openings)} {random.Pick(Observations)} I want to see what {tool.Name} shows.";
        return new SimulatedCall(reason, tool.Name, SimulatedArguments.Make(ref random, tool.Schema, width, height));
    }

    private SimulatedCall Turn()
    {
        double angle = random.NextDouble() < 0.3 ? random.Pick([90.0, -90, 180])
            : Math.Round(2 + 8 * random.NextDouble(), 1) * (random.Next(2) * 2 - 1);
        return new SimulatedCall($"{random.Pick(Observations)} The picture is not level, so I turn it.",
            SimulatedCall.Rotate, new JsonObject { ["angle"] = angle });
    }

    // The truth plus an error: kilometres with a log-normal spread whose median grows from about 4 (easy) to about 900
    // (hard).
    private (double Latitude, double Longitude) Guess(HashRandom sample)
    {
        if (Number("lat", "latitude") is not { } latitude || Number("lon", "lng", "longitude") is not { } longitude)
        {
            return (Math.Round(-50 + 115 * sample.NextDouble(), 4), Math.Round(-180 + 360 * sample.NextDouble(), 4));
        }

        double difficulty = Math.Clamp(Number("locatability_score", "difficulty") ?? 0.5, 0, 1);
        double kilometres = (1 - accuracy) * 20 * Math.Pow(225, difficulty) * Math.Exp(0.8 * sample.NextNormal());
        double bearing = 2 * Math.PI * sample.NextDouble(),
            degrees = Math.Min(kilometres, 19_000) / KilometresOfADegree;
        double north = Math.Clamp(latitude + degrees * Math.Cos(bearing), -89.9, 89.9);
        double east = longitude + degrees * Math.Sin(bearing) / Math.Max(0.1, Math.Cos(latitude * Math.PI / 180));
        return (north, east - 360 * Math.Floor((east + 180) / 360));
    }

    private string Choose(HashRandom sample)
    {
        string? truth = row?.Values.GetValueOrDefault("answer")?.ToString();
        if (truth is not null && sample.NextDouble() < accuracy) return truth;
        return Options().IsMatch(task) ? sample.Pick(["A", "B", "C", "D"]) : sample.Pick(Descriptions);
    }

    private double? Number(params ReadOnlySpan<string> columns)
    {
        foreach (string column in columns)
        {
            switch (row?.Values.GetValueOrDefault(column))
            {
                case double number when double.IsFinite(number): return number;
                case long whole: return whole;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^\s*\(?B[.):]", RegexOptions.Multiline)]
    private static partial Regex Options();

    private static (int Width, int Height) Size(ReadOnlySpan<byte> encoded)
    {
        try
        {
            ImageHeader header = ImageHeader.Read(encoded);
            return (header.Width, header.Height);
        }
        catch (ImageException)
        {
            return (640, 480);
        }
    }
}
