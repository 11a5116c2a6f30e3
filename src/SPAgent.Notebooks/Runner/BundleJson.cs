using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>What a cell shows in Jupyter's form: a mime bundle, an error.</summary>
internal static class BundleJson
{
    /// <summary>The content by mime type; JSON types as JSON, text as it is.</summary>
    public static JsonObject Data(MimeBundle bundle)
    {
        var data = new JsonObject();
        // Sorted, as Jupyter writes its files: running a notebook here or there makes no difference in a diff.
        foreach (string type in bundle.Types.Order(StringComparer.Ordinal))
        {
            // The picture of a chart takes seconds to draw: it follows.
            if (type == "image/png" && bundle.Types.Contains(ChartPictures.Chart) && !bundle.IsMade(type)) continue;
            if (bundle[type] is { } content) data[type] = Content(type, content);
        }

        return data;
    }

    /// <summary>Sizes of pictures.</summary>
    public static JsonObject Metadata(MimeBundle bundle)
    {
        var metadata = new JsonObject();
        foreach ((string type, int width, int height) in
            bundle.Sizes.Where(size => bundle.IsMade(size.Type) && bundle[size.Type] is not null))
        {
            metadata[type] = new JsonObject { ["height"] = height, ["width"] = width };
        }

        return metadata;
    }

    /// <summary>Why a cell failed.</summary>
    public static JsonObject Error(CellFailure failure) => new()
    {
        ["ename"] = failure.Name,
        ["evalue"] = failure.Message,
        ["traceback"] = new JsonArray([.. failure.Traceback.Select(line => (JsonNode)line)]),
    };

    private static JsonNode? Content(string type, string content)
    {
        if (type != "application/json" && !type.EndsWith("+json", StringComparison.Ordinal)) return content;
        try
        {
            return JsonNode.Parse(content);
        }
        catch (JsonException)
        {
            return content;
        }
    }
}
