using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>
/// The JSON form of a <see cref="RewardScore"/>. Numbers always have a fraction or an exponent (<c>1.0</c>), so that
/// tools which infer the type of a column from its first file take them for floats.
/// </summary>
internal sealed class RewardScoreConverter : JsonConverter<RewardScore>
{
    public override RewardScore? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, RewardScore value, JsonSerializerOptions options) =>
        Write(writer, value);

    /// <summary>Reads the object, or a bare number as some trainers write it when scoring failed. Text fields are
    /// dropped.</summary>
    /// <exception cref="JsonException">It is neither; or a known field has the wrong type.</exception>
    public static RewardScore? Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Number:
                return new RewardScore { Score = element.GetDouble(), ParseSuccess = false };
            case not JsonValueKind.Object:
                throw new JsonException($"is {element.ValueKind}, an object is expected");
        }

        double? score = null;
        bool? parsed = null;
        List<KeyValuePair<string, double>> metrics = [];
        foreach (JsonProperty field in element.EnumerateObject())
        {
            double? number = Number(field.Value);
            if (field.NameEquals("score"u8)) score = number ?? throw Wrong(field, "a number");
            else if (field.NameEquals("parse_success"u8))
                parsed = number is null ? throw Wrong(field, "true or false") : number > 0;
            else if (number is double figure) metrics.Add(new(field.Name, figure));
        }

        return score is null && parsed is null && metrics.Count == 0
            ? null
            : new RewardScore { Score = score ?? 0, ParseSuccess = parsed ?? false, Metrics = metrics };
    }

    /// <summary>Writes the flat object.</summary>
    public static void Write(Utf8JsonWriter writer, RewardScore value)
    {
        writer.WriteStartObject();
        WriteNumber(writer, "score", value.Score);
        bool parsedIsWritten = false;
        foreach ((string name, double figure) in value.Metrics)
        {
            if (!parsedIsWritten && name.StartsWith("acc@", StringComparison.Ordinal))
            {
                writer.WriteBoolean("parse_success", value.ParseSuccess);
                parsedIsWritten = true;
            }

            WriteNumber(writer, name, figure);
        }

        if (!parsedIsWritten) writer.WriteBoolean("parse_success", value.ParseSuccess);
        writer.WriteEndObject();
    }

    /// <summary>Writes a float; null where it is not finite, which JSON can't hold.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        if (!double.IsFinite(value))
        {
            writer.WriteNullValue();
            return;
        }

        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        writer.WriteRawValue(digits.AsSpan().IndexOfAny('.', 'E') < 0 ? digits + ".0" : digits,
            skipInputValidation: true);
    }

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Null => double.NaN,
        _ => null,
    };

    private static JsonException Wrong(JsonProperty field, string expected) =>
        new($".{field.Name} is {field.Value.GetRawText()}, {expected} is expected");
}
