using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>One line of <c>labels.jsonl</c>: who marked what on which record, and when.</summary>
internal sealed record LabelLine
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Who { get; init; }

    /// <summary>Tells lines apart: one that is known is not added again.</summary>
    public required string LabelId { get; init; }

    public LabelVerdict? Verdict { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> Untag { get; init; } = [];

    public bool Clear { get; init; }

    /// <summary>Null where the line does not set it; empty where it is taken back.</summary>
    public string? Note { get; init; }

    /// <summary>As <see cref="Note"/>.</summary>
    public string? Answer { get; init; }

    /// <summary>By time, then label id: the later decides.</summary>
    public static Comparer<LabelLine> Order { get; } = Comparer<LabelLine>.Create((one, other) =>
        one.At != other.At ? one.At.CompareTo(other.At) : string.CompareOrdinal(one.LabelId, other.LabelId));

    public static LabelLine Of(string id, DateTimeOffset at, string labelId, LabelChange change) => new()
    {
        Id = id,
        At = at,
        Who = change.Who,
        LabelId = labelId,
        Verdict = change.Verdict,
        Tags = change.Tags,
        Untag = change.Untag,
        Clear = change.Clear,
        Note = change.Note,
        Answer = change.Answer,
    };

    /// <summary>Reads a line.</summary>
    /// <exception cref="InvalidDataException">It is torn or no label; the message says why, without a
    /// place.</exception>
    public static LabelLine Parse(ReadOnlyMemory<byte> utf8)
    {
        JsonElement json;
        try
        {
            json = JsonText.Parse(utf8);
        }
        catch (JsonException)
        {
            throw new InvalidDataException("it is torn, or no JSON");
        }

        if (json.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"it holds {json.ValueKind}, an object is expected");
        string? Text(string name) => json.TryGetProperty(name, out JsonElement value)
            && value.ValueKind != JsonValueKind.Null ? TextOf(name, value) : null;
        string Needed(string name) => Text(name) is { Length: > 0 } text ? text
            : throw new InvalidDataException($"{name} is missing");
        string at = Needed("at");
        if (!DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time))
            throw new InvalidDataException("at is no time such as 2026-01-24T14:30:22Z");
        return new()
        {
            Id = json.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.Number
                ? id.GetRawText() : Needed("id"),
            At = time,
            Who = Text("who") ?? "",
            LabelId = Needed("label_id"),
            Verdict = VerdictOf(json),
            Tags = Texts(json, "tags"),
            Untag = Texts(json, "untag"),
            Clear = json.TryGetProperty("clear", out JsonElement clear) && clear.ValueKind == JsonValueKind.True,
            Note = Set(json, "note") ? Text("note") ?? "" : null,
            Answer = Set(json, "answer") ? Text("answer") ?? "" : null,
        };
    }

    /// <summary>The line as it is written, without its end.</summary>
    public string ToJson()
    {
        using PooledBuffer buffer = new(256);
        using Utf8JsonWriter writer = new(buffer, JsonSettings.Compact);
        writer.WriteStartObject();
        writer.WriteString("id"u8, Id);
        writer.WriteString("at"u8, At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        writer.WriteString("who"u8, Who);
        writer.WriteString("label_id"u8, LabelId);
        if (Clear) writer.WriteBoolean("clear"u8, true);
        if (Verdict is { } verdict)
        {
            if (verdict == LabelVerdict.None) writer.WriteNull("verdict"u8);
            else writer.WriteString("verdict"u8, verdict == LabelVerdict.Keep ? "keep" : "drop");
        }

        if (Tags.Count > 0) writer.WriteStrings("tags"u8, Tags);
        if (Untag.Count > 0) writer.WriteStrings("untag"u8, Untag);
        if (Note is not null) writer.WriteString("note"u8, Note);
        if (Answer is not null) writer.WriteString("answer"u8, Answer);
        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }

    private static bool Set(JsonElement json, string name) => json.TryGetProperty(name, out _);

    private static LabelVerdict? VerdictOf(JsonElement json)
    {
        if (!json.TryGetProperty("verdict", out JsonElement value)) return null;
        if (value.ValueKind == JsonValueKind.Null) return LabelVerdict.None;
        return TextOf("verdict", value) switch
        {
            "keep" => LabelVerdict.Keep,
            "drop" => LabelVerdict.Drop,
            _ => throw new InvalidDataException("verdict is neither keep nor drop"),
        };
    }

    private static IReadOnlyList<string> Texts(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return [];
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => TextOf(name, item))] : [TextOf(name, value)];
    }

    private static string TextOf(string name, JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString()! : throw new InvalidDataException($"{name} is {value.ValueKind}, a text is expected");
}
