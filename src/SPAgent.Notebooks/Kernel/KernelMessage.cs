using System.Text.Json;

namespace SPAgent.Notebooks;

/// <summary>A request of a front end whose signature was right.</summary>
/// <param name="Header">The header's bytes: answers carry them as their parent.</param>
/// <param name="Type">What is asked, such as <c>execute_request</c>.</param>
/// <param name="Content">The arguments.</param>
internal sealed record KernelMessage(byte[] Header, string Type, JsonElement Content)
{
    public string Text(string name) =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : "";

    public bool Flag(string name, bool otherwise) =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.True
            or JsonValueKind.False
            ? value.GetBoolean()
            : otherwise;

    public int Number(string name, int otherwise) =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out int number)
            ? number
            : otherwise;
}
