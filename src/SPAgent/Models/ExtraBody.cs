using System.Text.Json;

namespace SPAgent;

/// <summary>Fields of every request that the user gave.</summary>
internal sealed class ExtraBody
{
    private static readonly string[] s_own = ["model", "messages", "tools", "stream"];

    private readonly JsonElement? _fields;

    private ExtraBody(JsonElement? fields) => _fields = fields;

    public static ExtraBody None { get; } = new(null);

    /// <exception cref="ArgumentException">It is no object, or holds a field that the client writes itself.</exception>
    public static ExtraBody Of(JsonElement? fields)
    {
        if (fields is not { } given) return None;
        if (given.ValueKind is not JsonValueKind.Object)
        {
            throw new ArgumentException(
                $"The extra body is a JSON {given.ValueKind}; an object is expected, such as {{\"top_k\": 20}}.");
        }

        foreach (string name in s_own)
        {
            if (given.TryGetProperty(name, out _))
                throw new ArgumentException(
                    $"The extra body holds \"{name}\", which the client writes itself. Leave it out.");
        }

        return new ExtraBody(given.Clone());
    }

    public bool Has(string name) => _fields?.TryGetProperty(name, out _) == true;

    public void Write(Utf8JsonWriter json)
    {
        if (_fields is not { } fields) return;
        foreach (JsonProperty field in fields.EnumerateObject()) field.WriteTo(json);
    }
}
