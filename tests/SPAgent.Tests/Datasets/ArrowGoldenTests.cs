using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Tests;

/// <summary>Streams of the Arrow project, with values that were decoded without an Arrow reader.</summary>
public sealed class ArrowGoldenTests
{
    private const string Absent = "(absent)";

    public static TheoryData<string> Files
    {
        get
        {
            string facts = Path.Combine(Fixtures.Root, "..", "shared", "datasets", "expected.json");
            if (!File.Exists(facts)) return [Absent];
            return [.. ExpectedDatasets.Texts(ExpectedDatasets.Shared.GetProperty("arrow_golden"), "file")];
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Streams_of_the_arrow_project_are_read_or_refused_by_name(string file)
    {
        string path = Fixtures.Shared("datasets", file == Absent ? "arrow-golden" : file);
        JsonElement facts = ExpectedDatasets.Shared.GetProperty("arrow_golden");
        JsonElement entry = facts.EnumerateArray().First(entry => entry.GetProperty("file").GetString() == file);
        string? refusal = RefusalOf(file);
        if (refusal is not null)
        {
            Assert.Contains(refusal, Assert.Throws<DatasetException>(() => ArrowStream.Open(path)).Message);
            return;
        }

        var table = ArrowTable.Open([path], schema => schema.Fields);
        Assert.Equal(entry.GetProperty("num_rows").GetInt64(), table.RowCount);
        string truth = File.ReadAllText(Fixtures.Shared("datasets", entry.GetProperty("expected").GetString()!));
        JsonElement columns = ExpectedDatasets.Parse(truth).GetProperty("column_values");
        Assert.Equal(columns.EnumerateObject().Count(), table.Fields.Count);
        foreach ((int index, JsonProperty column) in columns.EnumerateObject().Index())
        {
            // Values of the truth are rounded.
            JsonCompare.Same(column.Value, Values(table, index), column.Name, tolerance: 1e-6);
        }
    }

    private static string? RefusalOf(string file) => file switch
    {
        _ when file.EndsWith("/union.stream", StringComparison.Ordinal) =>
            "column \"sparse_1\": the type union is not read",
        _ when file.Contains("bigendian", StringComparison.Ordinal) => "big-endian",
        _ => null,
    };

    private static JsonElement Values(ArrowTable table, int column)
    {
        ArrowTable.Cursor cursor = table.Read();
        var values = new JsonArray();
        for (long row = 0; row < table.RowCount; row++)
        {
            cursor.MoveTo(row);
            values.Add(Node(ArrowValue.Read(cursor.Columns[column], cursor.Index, new ArrowScope(cursor.BatchBytes))));
        }

        return ExpectedDatasets.Parse(values.ToJsonString());
    }

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        byte[] bytes => new JsonObject { ["hex"] = Convert.ToHexStringLower(bytes) },
        DatasetDecimal number => new JsonObject { ["unscaled"] = number.Unscaled.ToString(), ["scale"] = number.Scale },
        IReadOnlyDictionary<string, object?> fields =>
            new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Node(field.Value)))),
        IReadOnlyList<object?> list => new JsonArray([.. list.Select(Node)]),
        _ => JsonSerializer.SerializeToNode(value),
    };
}
