using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>What a server says about an error, in any of the shapes in use.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Code">Its own code, such as <c>insufficient_quota</c>; null where it gives none.</param>
/// <param name="Status">An HTTP status inside the body, as gateways send it with a 200; null where there is
/// none.</param>
internal sealed record ServerError(string Text, string? Code, int? Status)
{
    private const int MostWords = 8 * 1024;

    private static readonly string[] s_texts = ["message", "msg", "error_msg", "status_msg", "errorMessage",
        "error_message", "faultstring", "detail", "reason"];
    private static readonly string[] s_codes =
        ["code", "type", "status", "error_code", "errorCode", "status_code", "statusCode"];

    /// <summary>Field of the request that the error is about; null where it names none.</summary>
    public string? Parameter { get; init; }

    /// <summary>All that was said, for words that stand beside the message: codes, details, reasons.</summary>
    public string Words { get; init; } = Text;

    /// <summary>
    /// The error of a body: <c>{"error": …}</c>, <c>{"object": "error", …}</c>, or a message with a code where a reply
    /// should be, also in a list; null where there is none.
    /// </summary>
    public static ServerError? Find(JsonElement root)
    {
        root = First(root);
        if (Inside(root) is { } error) return From(error, root);
        if (LenientJson.Text(root, "object") == "error") return From(root, root);
        if (LenientJson.Get(root, "base_resp") is { } told && CodeOf(told, "status_code") is not (null or "0"))
            return From(told, root);
        if (LenientJson.Get(root, "fault") is { ValueKind: JsonValueKind.Object } fault) return From(fault, root);
        return LenientJson.Get(root, "choices") is null && Message(root) is not null ? From(root, root) : null;
    }

    /// <summary>The same of a body that came with an error status: servers send the message bare as well, or plain
    /// text.</summary>
    public static ServerError Read(ReadOnlySpan<byte> body)
    {
        if (Parse(body) is not { } whole) return Plain(body);
        JsonElement root = First(whole);
        if (Find(root) is { } error) return error;
        return root.ValueKind is JsonValueKind.Object ? From(LenientJson.Get(root, "detail") ?? root, root)
            : Plain(body);
    }

    /// <summary>An error in a choice, or anywhere else.</summary>
    /// <param name="error">The error.</param>
    /// <param name="around">What it stands in; details beside it tell as well.</param>
    public static ServerError From(JsonElement error, JsonElement around)
    {
        string text = error.ValueKind is JsonValueKind.String ? error.GetString()!
            : Message(error) ?? error.GetRawText();
        // A gateway that passes on what the server behind it said.
        if (LenientJson.Get(error, "metadata") is { } metadata
            && LenientJson.Text(metadata, "raw") is { Length: > 0 } raw
            && !text.Contains(raw, StringComparison.Ordinal))
            text = $"{text}: {Read(Encoding.UTF8.GetBytes(raw)).Text}";
        if (text.Length > MostWords) text = text[..MostWords];
        string[] codes = [.. Codes(error)];
        return new ServerError(text, codes.FirstOrDefault(code => Whole(code) is null),
            codes.Select(Whole).FirstOrDefault(IsStatus) ?? ErrorNames.Status(codes))
        {
            Parameter = LenientJson.Text(error, "param"),
            Words = $"{text}\n{Leaves(around, new StringBuilder())}",
        };
    }

    private static ServerError Plain(ReadOnlySpan<byte> body)
    {
        string text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MostWords)]).Trim();
        return new ServerError(text, null, null);
    }

    private static JsonElement First(JsonElement root) =>
        root.ValueKind is JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;

    private static JsonElement? Inside(JsonElement root) =>
        LenientJson.Get(root, "error") is { } error && Says(error) ? error
        : LenientJson.Get(root, "errors") is { ValueKind: JsonValueKind.Array } several && several.GetArrayLength() > 0
            && Says(several[0]) ? several[0]
        : null;

    private static bool Says(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.String => error.GetString()!.Length > 0,
        JsonValueKind.Object => error.GetPropertyCount() > 0,
        _ => false,
    };

    private static string? Message(JsonElement error)
    {
        foreach (string name in s_texts)
        {
            if (LenientJson.Text(error, name) is { Length: > 0 } text) return text;
        }

        return null;
    }

    private static IEnumerable<string> Codes(JsonElement error) =>
        s_codes.Select(name => CodeOf(error, name)).OfType<string>();

    private static string? CodeOf(JsonElement error, string name) => LenientJson.Get(error, name) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } code => code,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static int? Whole(string code) =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static bool IsStatus(int? number) => number is >= 400 and < 600;

    // A line for each text and number. What was sent and is merely repeated says nothing about the error.
    private static StringBuilder Leaves(JsonElement element, StringBuilder words, string name = "")
    {
        if (words.Length > MostWords || name is "input") return words;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                    Leaves(property.Value, words, property.Name);
                return words;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray()) Leaves(item, words, name);
                return words;
            default:
                return words.Append(name).Append(": ").Append(element).Append('\n');
        }
    }

    private static JsonElement? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonText.Parse(body.ToArray());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
