using System.Text.Json;

namespace SPAgent;

/// <summary>What the requests of a client carry beside the conversation, as far as a run's settings keep it: headers by
/// name alone.</summary>
internal sealed record RequestExtras(JsonElement? Body, IReadOnlyList<string> HeaderNames)
{
    public static RequestExtras Of(OpenAICompatibleOptions options) =>
        new(options.ExtraBody, [.. options.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase)]);
}
