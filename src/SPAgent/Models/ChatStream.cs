using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>A completion that came in pieces, as server-sent events: they are put together into one that did
/// not.</summary>
internal static class ChatStream
{
    // Of several pieces the first counts: some servers repeat these in each.
    private static readonly HashSet<string> s_once = new(StringComparer.Ordinal)
        { "id", "type", "role", "index", "format" };

    /// <summary>Whether a body is a stream of events, whatever its type says.</summary>
    public static bool Is(ReadOnlySpan<byte> body)
    {
        body = body.TrimStart(" \t\r\n\uFEFF"u8);
        return body.StartsWith("data:"u8) || body.StartsWith("event:"u8) || body.StartsWith("id:"u8)
            || body.StartsWith(":"u8) || body.StartsWith("retry:"u8);
    }

    /// <summary>Whether a body that is no stream has more than one line that begins a piece of one.</summary>
    public static bool IsSeveral(ReadOnlySpan<byte> body) =>
        body.IndexOf("}\n{"u8) >= 0 || body.IndexOf("}\r\n{"u8) >= 0 || body.IndexOf("\ndata:"u8) >= 0;

    /// <summary>The completion of a stream, or the error that ended it.</summary>
    /// <exception cref="JsonException">A piece is no JSON, or the stream breaks off.</exception>
    public static JsonElement Read(ReadOnlySpan<byte> body)
    {
        JsonObject whole = [];
        JsonObject message = [];
        JsonNode? finish = null, error = null;
        bool ended = false, any = false;
        foreach (string data in Events(Encoding.UTF8.GetString(body)))
        {
            if (data == "[DONE]")
            {
                ended = true;
                break;
            }

            if (JsonNode.Parse(JsonText.Line(JsonText.Parse(Encoding.UTF8.GetBytes(data)))) is not JsonObject piece)
                continue;
            if (ServerError.Find(JsonSerializer.SerializeToElement(piece)) is not null)
                return JsonSerializer.SerializeToElement(piece);
            foreach (string name in (string[])["id", "model", "created", "usage"])
            {
                if (piece[name] is { } value) whole[name] = value.DeepClone();
            }

            if (First(piece) is not { } choice) continue;
            any = true;
            // Behind the pieces some servers send the whole.
            if (choice["delta"] is null && piece["object"]?.ToString() == "chat.completion") message.Clear();
            if ((choice["delta"] ?? choice["message"]) is JsonObject delta) Merge(message, delta);
            else if (choice["text"] is JsonValue text) Merge(message, new() { ["content"] = text.DeepClone() });
            if (choice["finish_reason"] is { } reason && !string.IsNullOrWhiteSpace(reason.ToString()))
                finish = reason.DeepClone();
            if (choice["error"] is { } broken) error = broken.DeepClone();
        }

        if (!any) throw new JsonException("The stream has no choices.");
        if (!ended && finish is null) throw new JsonException("The stream breaks off.");
        JsonObject said = new() { ["index"] = 0, ["message"] = message, ["finish_reason"] = finish };
        if (error is not null) said["error"] = error;
        whole["choices"] = new JsonArray(said);
        return JsonSerializer.SerializeToElement(whole);
    }

    // The lines of data of each event; comments and names of events say nothing.
    private static IEnumerable<string> Events(string body)
    {
        StringBuilder data = new();
        // Text may hold other characters that end a line elsewhere, such as U+2028: in a stream they end none.
        foreach (string line in body.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal)
            .Split('\n', '\r').Append(""))
        {
            // Some servers send the pieces bare, one a line.
            bool isBare = line.StartsWith('{');
            if (isBare || line.StartsWith("data:", StringComparison.Ordinal))
            {
                // Some servers leave out the empty line between two events.
                if (data.Length > 0 && IsWhole(data.ToString()))
                {
                    yield return data.ToString();
                    data.Clear();
                }

                data.Append(line.AsSpan(isBare ? 0 : 5).Trim());
            }
            else if (line.Length == 0 && data.Length > 0)
            {
                yield return data.ToString();
                data.Clear();
            }
        }
    }

    private static bool IsWhole(string data) => data.StartsWith('[') || data.EndsWith('}');

    private static JsonObject? First(JsonObject piece) =>
        piece["choices"] is JsonArray choices ? choices.OfType<JsonObject>()
            .FirstOrDefault(choice => choice["index"] is null || choice["index"]!.ToString() == "0") : null;

    private static void Merge(JsonObject whole, JsonObject piece)
    {
        foreach ((string name, JsonNode? value) in piece)
        {
            switch (value, whole[name])
            {
                case (null, _):
                    break;
                case (JsonArray list, _):
                    MergeList(whole, name, list);
                    break;
                case (JsonValue next, JsonArray) when name == "content":
                    MergeList(whole, name, [Part(next)]);
                    break;
                case (JsonObject inner, JsonObject known):
                    Merge(known, inner);
                    break;
                case (JsonValue next, JsonValue known) when name == "name":
                    whole[name] = Name($"{known}", $"{next}");
                    break;
                case (JsonValue text, JsonValue known)
                    when text.GetValueKind() == JsonValueKind.String && known.GetValueKind() == JsonValueKind.String:
                    if (!s_once.Contains(name)) whole[name] = known.GetValue<string>() + text.GetValue<string>();
                    else if (known.GetValue<string>().Length == 0) whole[name] = text.GetValue<string>();
                    break;
                default:
                    whole[name] = value.DeepClone();
                    break;
            }
        }
    }

    // Some servers repeat the name in each piece, or say it longer each time; some send it in pieces.
    private static string Name(string known, string next) =>
        known.StartsWith(next, StringComparison.Ordinal) ? known
        : next.StartsWith(known, StringComparison.Ordinal) ? next : known + next;

    private static void MergeList(JsonObject whole, string name, JsonArray pieces)
    {
        if (whole[name] is not JsonArray list)
        {
            JsonValue? said = name == "content" ? whole[name] as JsonValue : null;
            whole[name] = list = said?.ToString().Length > 0 ? [Part(said)] : [];
        }

        foreach (JsonNode? piece in pieces)
        {
            if (piece is JsonObject item && Same(list, item) is { } known) Merge(known, item);
            else list.Add(piece?.DeepClone());
        }
    }

    // A text among parts.
    private static JsonObject Part(JsonValue text) => new() { ["type"] = "text", ["text"] = text.DeepClone() };

    // Some servers give every call the same index.
    private static bool IsAnother(JsonObject call, JsonObject piece) =>
        piece["id"]?.ToString() is { Length: > 0 } id && call["id"]?.ToString() is { Length: > 0 } known && id != known
        && Function(piece, "name") is { Length: > 0 }
        && (Function(call, "arguments") ?? "").TrimEnd().EndsWith('}');

    private static string? Function(JsonObject call, string name) =>
        (call["function"] as JsonObject)?[name]?.ToString();

    // By index; where a server gives none, a piece without an id or a name of its own goes on with the last.
    private static JsonObject? Same(JsonArray list, JsonObject piece)
    {
        if (piece["index"] is { } index)
            return list.OfType<JsonObject>().LastOrDefault(item => item["index"]?.ToString() == index.ToString())
                is { } same && !IsAnother(same, piece) ? same : null;
        if (list.Count == 0 || list[^1] is not JsonObject last) return null;
        bool goesOn = piece["id"] is not { } id || id.ToString().Length == 0 || id.ToString() == last["id"]?.ToString();
        bool begins = Function(piece, "name") is { Length: > 0 };
        bool sameKind = piece["type"]?.ToString() == last["type"]?.ToString() || piece["function"] is not null;
        return goesOn && !begins && sameKind ? last : null;
    }
}
