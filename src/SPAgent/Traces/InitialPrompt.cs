using System.Text.Json;

namespace SPAgent;

/// <summary>What the model was told before its first turn.</summary>
[TypeFormatterSource]
public sealed record InitialPrompt
{
    /// <summary><see cref="ToolsMode"/> of tools given as a parameter of the request.</summary>
    public const string ApiParameter = "api_parameter";

    /// <summary><see cref="ToolsMode"/> of tools described in the system message.</summary>
    public const string PromptBased = "prompt_based";

    /// <summary>The system prompt.</summary>
    public required string System { get; init; }

    /// <summary>The user prompt; <c>&lt;image&gt;</c> stands for the picture.</summary>
    public required string User { get; init; }

    /// <summary>The tool definitions: an array, as an OpenAI-compatible server takes it; null where none were
    /// recorded.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>
    /// <c>api_parameter</c> when the tools went to the server apart from the text, <c>prompt_based</c> when the system
    /// prompt described them; null where it was not recorded.
    /// </summary>
    public string? ToolsMode { get; init; }

    /// <summary>Fields that this library does not know, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Extra { get; init; } = [];
}
