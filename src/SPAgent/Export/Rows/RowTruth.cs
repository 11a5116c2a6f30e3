using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>What a row of a dataset holds for true.</summary>
/// <param name="Columns">The columns that hold it, with their values.</param>
internal sealed record RowTruth(IReadOnlyList<KeyValuePair<string, JsonElement>> Columns)
{
    /// <summary>
    /// The truth as text: of one column its own, or its list as JSON; of several an object of their names, such as
    /// <c>{"lat": 48.8, "lon": 2.3}</c>.
    /// </summary>
    public string Text => Columns.Count == 1 ? RowText.Of(Columns[0].Value) ?? JsonText.Line(Columns[0].Value)
        : Encoding.UTF8.GetString(CompactJson.Of(writer =>
    {
        writer.WriteStartObject();
        foreach ((string name, JsonElement value) in Columns)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }));

    /// <summary>The place, or else the column <c>answer</c>, of a row; null where it has neither.</summary>
    public static RowTruth? Of(JsonElement row)
    {
        KeyValuePair<string, JsonElement>[] columns =
            [.. TraceAnswer.TruthColumns(row).Select(name => KeyValuePair.Create(name, row.GetProperty(name)))];
        return columns.Length > 0 ? new RowTruth(columns) : null;
    }
}
