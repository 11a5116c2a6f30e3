using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>What a server says about an error, in any of the shapes in use.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Code">Its own code, such as <c>insufficient_quota</c>; null where it gives none.</param>
/// <param name="Status">An HTTP status inside the body, as gateways send it with a 200; null where there is none.</param>
internal sealed record ServerError(string Text, string? Code, int? Status)
{
    /// <summary>The error of a body: <c>{"error": {…}}</c> or <c>{"error": "…"}</c>; null where there is none.</summary>
    public static ServerError? Find(ReadOnlySpan<byte> body) =>
        Parse(body) is { } root
            && LenientJson.Get(root, "error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String } error ? From(error) : null;

    /// <summary>The same of a body that came with an error status: servers send the message bare as well, or plain text.</summary>
    public static ServerError Read(ReadOnlySpan<byte> body)
    {
        if (Find(body) is { } error) return error;
        if (Parse(body) is { ValueKind: JsonValueKind.Object } root) return From(LenientJson.Get(root, "detail") ?? root);
        return new ServerError(Encoding.UTF8.GetString(body).Trim(), null, null);
    }

    private static ServerError From(JsonElement error) => new(
        error.ValueKind is JsonValueKind.String ? error.GetString()! : LenientJson.Text(error, "message") ?? error.GetRawText(),
        LenientJson.Text(error, "code") ?? LenientJson.Text(error, "type"),
        LenientJson.Number(error, "code") is { } number and >= 400 and < 600 ? (int)number : null);

    private static JsonElement? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(JsonText.Strict(body.ToArray()));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
