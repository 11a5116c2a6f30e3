using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>What an agent found out about a question, and how.</summary>
[TypeFormatterSource]
public sealed record AgentResult
{
    /// <summary>The answer; null when the model gave none.</summary>
    public required string? Answer { get; init; }

    /// <summary>Every call asked for, in order: <c>{name, arguments}</c>.</summary>
    public required IReadOnlyList<JsonObject> ToolCalls { get; init; }

    /// <summary>What came of them, by <c>&lt;tool&gt;_iter&lt;N&gt;</c>: <c>{success, message?, image?}</c>. A tool
    /// called again in one iteration is numbered.</summary>
    public required IReadOnlyDictionary<string, JsonObject> ToolResults { get; init; }

    /// <summary>The keys of the calls that worked.</summary>
    public required IReadOnlyList<string> UsedTools { get; init; }

    /// <summary>Paths of the images that tools made. They can be opened once the session is completed; without a
    /// collector they are names only.</summary>
    public required IReadOnlyList<string> AdditionalImages { get; init; }

    /// <summary>Iterations made, the final synthesis or fallback not counted.</summary>
    public required int Iterations { get; init; }

    /// <summary>Tokens used, as the model reports them; 0 where it reports none.</summary>
    public required long Tokens { get; init; }

    /// <summary>The prompts sent, in order.</summary>
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>The session that was recorded; null without a collector. Open where the collector does not save by
    /// itself.</summary>
    public CollectionSession? Session { get; init; }

    /// <summary>What to pass on for a follow-up question.</summary>
    public required AgentMemory Memory { get; init; }
}
