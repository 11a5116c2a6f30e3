using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>A row on its way to a machine that has no dataset: what a trace keeps of it, and its pictures.</summary>
internal static class ShippedRow
{
    public static byte[] Write(DatasetRow row)
    {
        byte[][] pictures = [.. row.Images.Select(image => image.GetBytes())];
        JsonObject head = new()
        {
            ["images"] = new JsonArray([.. row.Images.Select((image, i) => (JsonNode)new JsonObject
            {
                ["path"] = image.Path,
                ["column"] = image.Column,
                ["length"] = pictures[i].Length,
            })]),
            ["sample"] = JsonNode.Parse(row.ToJson()),
        };
        using MemoryStream all = new();
        // Texts of a row hold no line feed in JSON: it ends the head.
        all.Write(Encoding.UTF8.GetBytes(head.ToJsonString()));
        all.WriteByte((byte)'\n');
        foreach (byte[] picture in pictures) all.Write(picture);
        return all.ToArray();
    }

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static (DatasetRow Row, JsonElement Sample) Read(int index, ReadOnlyMemory<byte> bytes)
    {
        int end = bytes.Span.IndexOf((byte)'\n');
        try
        {
            if (end < 0) throw new InvalidDataException("The row that was sent has no pictures.");
            JsonElement head = JsonElement.Parse(bytes.Span[..end]);
            JsonElement sample = head.GetProperty("sample");
            int at = end + 1;
            List<DatasetImage> images = [];
            foreach (JsonElement image in head.GetProperty("images").EnumerateArray())
            {
                int length = image.GetProperty("length").GetInt32();
                ReadOnlyMemory<byte> picture = bytes.Slice(at, length);
                at += length;
                string? path = image.GetProperty("path").GetString(), column = image.GetProperty("column").GetString();
                images.Add(new(path, picture.ToArray, problem => new DatasetException(
                    "row from the queue", $"row {index}, column \"{column}\": {problem.Message}", problem))
                { Column = column });
            }

            DatasetRow row = new()
            {
                Index = index,
                Images = images,
                Values = sample.EnumerateObject().ToDictionary(field => field.Name, field => Plain(field.Value)),
                ImageColumns = images.Select(image => image.Column).OfType<string>().ToHashSet(),
            };
            return (row, sample);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException or ArgumentException)
        {
            throw new InvalidDataException($"The row that was sent can't be read: {problem.Message}", problem);
        }
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out long whole) && !value.GetRawText().Contains('.')
            ? whole : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(field => field.Name, field => Plain(field.Value)),
        _ => null,
    };
}
