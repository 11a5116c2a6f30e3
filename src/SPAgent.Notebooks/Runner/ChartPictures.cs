using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>The pictures of charts: a chart is sent as what it is, and its PNG, which takes a browser seconds, is added
/// to it later.</summary>
internal static class ChartPictures
{
    public const string Chart = "application/vnd.plotly.v1+json";
    private const string Picture = "image/png";
    private const int DefaultWidthPx = 720;
    private const int DefaultHeightPx = 440;

    /// <summary>Whether the data of an output is a chart without a picture.</summary>
    public static bool IsWanted(JsonObject data) => data[Chart] is JsonObject && data[Picture] is null;

    /// <summary>Draws the pictures of charts, all in one browser, and adds each to its output.</summary>
    /// <param name="outputs">Data and metadata of charts that have none.</param>
    /// <param name="cancel">Ends the browser.</param>
    /// <returns>Why charts are left without one, for people; null when all have one.</returns>
    public static async Task<string?> AddAsync(IReadOnlyList<(JsonObject Data, JsonObject Metadata)> outputs,
        CancellationToken cancel)
    {
        if (outputs.Count == 0) return null;
        try
        {
            (string Json, int WidthPx, int HeightPx)[] charts = [.. outputs.Select(output => Source(output.Data))];
            string?[] pictures = await FigurePage.PicturesAsync(charts, cancel).ConfigureAwait(false);
            for (int index = 0; index < pictures.Length; index++)
            {
                if (pictures[index] is { } picture) Add(outputs[index], picture, charts[index]);
            }

            int missing = pictures.Count(picture => picture is null);
            return missing == 0 ? null : $"{missing} of {pictures.Length} charts have no picture: the plotly.js of "
                + "this kit draws cartesian charts only.";
        }
        catch (Exception problem)
            when (problem is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // No browser, or no room for its files: the charts are shown without.
            return $"Charts have no picture: {problem.Message}";
        }
    }

    /// <summary>The chart as a page draws it: JSON that can stand inside a script, and its size.</summary>
    public static (string Json, int WidthPx, int HeightPx) Source(JsonObject data)
    {
        JsonNode chart = data[Chart]!;
        return (chart.ToJsonString(), Length(chart["layout"]?["width"], DefaultWidthPx),
            Length(chart["layout"]?["height"], DefaultHeightPx));
    }

    private static void Add((JsonObject Data, JsonObject Metadata) output, string picture,
        (string Json, int WidthPx, int HeightPx) chart)
    {
        // In the order in which Jupyter writes its files.
        int place = output.Data.TakeWhile(part => string.CompareOrdinal(part.Key, Picture) < 0).Count();
        output.Data.Insert(place, Picture, picture);
        output.Metadata[Picture] = new JsonObject { ["height"] = chart.HeightPx, ["width"] = chart.WidthPx };
    }

    private static int Length(JsonNode? length, int otherwise) =>
        length is JsonValue value && value.TryGetValue(out double px) && px is >= 1 and <= 8000 ? (int)px : otherwise;
}
