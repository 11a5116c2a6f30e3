using System.Text.Json.Nodes;

namespace SPAgent.Notebooks.Tests;

/// <summary>What an executed lesson shows, as far as two runs of it must agree.</summary>
internal static class LessonOutputs
{
    /// <summary>A line for each output and mime type, under the number of its cell.</summary>
    public static List<string> Of(string path)
    {
        List<string> told = [];
        foreach (NotebookCell cell in NotebookFile.Parse(File.ReadAllText(path), path).CodeCells)
        {
            told.Add($"[{cell.ExecutionCount}]");
            // A package of others is there or not: the cell shows what it is for, or says that it can't.
            if (cell.HasTag("needs-package")) continue;
            bool varies = cell.HasTag("varies");
            string? stream = null;
            foreach (JsonObject output in cell.Outputs.Cast<JsonObject>())
            {
                string kind = (string)output["output_type"]!;
                if (kind == "stream")
                {
                    // Jupyter keeps what was printed in as many pieces as came.
                    bool goesOn = stream == (string?)output["name"];
                    stream = (string?)output["name"];
                    if (varies && goesOn) continue;
                    string text = varies ? "" : NotebookCell.Text(output["text"]);
                    if (goesOn) told[^1] += text;
                    else told.Add($"{stream}: {text}");
                    continue;
                }

                stream = null;
                if (kind == "error") told.Add($"error {output["ename"]}: {(varies ? "" : output["evalue"])}");
                else
                    told.AddRange(Bundle((JsonObject)output["data"]!, varies)
                        .Select(line => $"{(IsChart(output) ? "chart" : kind)} {line}"));
            }
        }

        return told;
    }

    private static bool IsChart(JsonObject output) => ((JsonObject)output["data"]!).ContainsKey(ChartPictures.Chart);

    // A live notebook draws a chart by HTML, gets its picture later, and a browser of another version draws it a little
    // differently: the chart's JSON says what must be equal.
    private static IEnumerable<string> Bundle(JsonObject data, bool varies) =>
        data.OrderBy(part => part.Key, StringComparer.Ordinal)
        .Where(part => part.Key is not ("image/png" or "text/html") || !data.ContainsKey(ChartPictures.Chart))
        .Select(part => varies ? part.Key : $"{part.Key}: {Content(part.Key, part.Value!)}");

    private static string Content(string type, JsonNode content) => type switch
    {
        "image/png" => RasterImage.Decode(Convert.FromBase64String(NotebookCell.Text(content).Trim())).PixelSha256(),
        _ when content is JsonObject => Sorted(content)!.ToJsonString(),
        _ => NotebookCell.Text(content),
    };

    // Jupyter sorts the fields of what it writes.
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject fields =>
            new JsonObject(fields.OrderBy(field => field.Key, StringComparer.Ordinal)
                .Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
