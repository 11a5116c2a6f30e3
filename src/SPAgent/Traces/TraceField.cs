using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>A field of a trace file on its way to a typed member; every refusal names the file and the field.</summary>
internal readonly record struct TraceField(string File, string Path, string Name, JsonElement Value)
{
    /// <summary>Bound on the entries of one object or array: more than any trace has, few enough to hold.</summary>
    public const int MostEntries = 100_000;

    private const int LongestQuote = 60;

    public bool IsNull => Value.ValueKind == JsonValueKind.Null;

    /// <summary>The value as it is; null for null.</summary>
    public JsonElement? Raw() => IsNull ? null : Value.Clone();

    public string? Text() => Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => Value.GetString(),
        _ => throw Wrong("text"),
    };

    public bool? Flag() => Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong("true or false"),
    };

    /// <summary>A whole number that fits an index, also one that was written as 3.0; null for null.</summary>
    public int? Count()
    {
        if (IsNull) return null;
        if (Value.ValueKind != JsonValueKind.Number) throw Wrong("a whole number");
        double number = Value.GetDouble();
        return number is >= 0 and <= int.MaxValue && double.IsInteger(number) ? (int)number
            : throw Wrong("a whole number from 0");
    }

    public long? Milliseconds() => Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when Math.Abs(Value.GetDouble()) < 1L << 53 => (long)Math.Round(Value.GetDouble()),
        _ => throw Wrong("a number of milliseconds"),
    };

    public JsonElement? Object() => Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => Value.Clone(),
        _ => throw Wrong("an object"),
    };

    public DateTimeOffset? Time()
    {
        if (Text() is not string text) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time)
            ? time
            : throw Wrong("a time such as 2026-01-24T14:30:22+00:00");
    }

    /// <summary>The members of an array; none for null.</summary>
    public IEnumerable<TraceField> Items()
    {
        if (IsNull) yield break;
        if (Value.ValueKind != JsonValueKind.Array) throw Wrong("an array");
        if (Value.GetArrayLength() > MostEntries) throw Wrong($"an array of at most {MostEntries:N0} entries");
        int index = 0;
        foreach (JsonElement item in Value.EnumerateArray()) yield return new(File, $"{Path}[{index++}]", Name, item);
    }

    public TraceException Wrong(string expected)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(Value);
        string seen = raw.Length <= LongestQuote ? Encoding.UTF8.GetString(raw)
            : Encoding.UTF8.GetString(raw[..LongestQuote]) + "…";
        string field = Path.Length == 0 ? "the file" : Path;
        return new TraceException(File, Path, $"{field} is {seen}, {expected} is expected",
            "Re-export the trace, or remove it");
    }

    public TraceException Missing(string name)
    {
        string field = Of(name);
        return new TraceException(File, field, $"{field} is missing", "Re-export the trace, or remove it");
    }

    public string Of(string name) => Path.Length == 0 ? name : $"{Path}.{name}";
}
