using System.Text.Json;

namespace SPAgent.Tests;

/// <summary>The facts that stand beside the datasets of the fixtures.</summary>
internal static class ExpectedDatasets
{
    private static readonly Lazy<JsonElement> OwnFacts = new(() => Read(Fixtures.Own("datasets", "expected.json")));

    public static JsonElement Own => OwnFacts.Value;

    public static JsonElement Shared => Read(Fixtures.Shared("datasets", "expected.json"));

    /// <summary>An entry of a list by its <c>id</c>.</summary>
    public static JsonElement Find(JsonElement facts, string list, string id) =>
        facts.GetProperty(list).EnumerateArray().First(entry => entry.GetProperty("id").GetString() == id);

    /// <summary>Asserts that a dataset has the columns and rows of an entry.</summary>
    public static void Same(JsonElement entry, ImageDataset dataset)
    {
        Assert.Equal(entry.GetProperty("num_rows").GetInt32(), dataset.Count);
        Assert.Equal(Texts(entry.GetProperty("columns"), "name"), dataset.Columns.Select(column => column.Name));
        Dictionary<int, JsonElement> rows = Rows(entry);
        foreach ((int index, JsonElement row) in rows) SameRow(row, dataset[index], index);
        foreach (DatasetRow row in dataset.Rows())
        {
            if (rows.TryGetValue(row.Index, out JsonElement expected)) SameRow(expected, row, row.Index);
        }
    }

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>A text of each object of a list.</summary>
    public static IEnumerable<string> Texts(JsonElement list, string member) =>
        list.EnumerateArray().Select(entry => entry.GetProperty(member).GetString()!);

    /// <summary>Name and type of each column.</summary>
    public static IEnumerable<string> Columns(ImageDataset dataset) =>
        dataset.Columns.Select(column => $"{column.Name}: {column.Type}");

    private static Dictionary<int, JsonElement> Rows(JsonElement entry)
    {
        if (entry.TryGetProperty("rows", out JsonElement all))
            return all.EnumerateArray().Index().ToDictionary(row => row.Index, row => row.Item);
        if (!entry.TryGetProperty("row_sample", out JsonElement sample)) return [];
        return sample.EnumerateObject().ToDictionary(row => int.Parse(row.Name), row => row.Value);
    }

    private static void SameRow(JsonElement expected, DatasetRow row, int index)
    {
        JsonElement json = Parse(row.ToDescription());
        Assert.Equal(index, json.GetProperty("index").GetInt32());
        JsonCompare.Same(expected, json.GetProperty("columns"), $"row {index}");
    }

    private static JsonElement Read(string file) => Parse(File.ReadAllText(file));
}
