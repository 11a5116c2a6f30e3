using System.Text.Json;

namespace SPAgent;

/// <summary>One call of the model: what it was shown, what it said, and what was known at that moment.</summary>
[TypeFormatterSource]
public sealed record InferenceSample
{
    /// <summary><c>SESSION_iter_ITERATION</c>.</summary>
    public required string SampleId { get; init; }

    /// <summary>Iteration of the agent, from 1.</summary>
    public required int Iteration { get; init; }

    /// <summary>The images as the caller named them, in the order in which the model was shown them.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>The whole prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>The whole response.</summary>
    public required string Response { get; init; }

    /// <summary>
    /// What the caller added; <c>{}</c> when nothing. An agent keeps tool_calls_history, tool_results_history and
    /// additional_images_history here, as they were when the sample was taken.
    /// </summary>
    public required JsonElement Context { get; init; }

    /// <summary>Local time of the call; null when the file holds none that can be read.</summary>
    public DateTime? Timestamp { get; init; }

    /// <summary>
    /// Copies of <see cref="Images"/> in the same order, as paths inside the collection with forward slashes. An entry
    /// is null when no copy exists; the list is empty when the session keeps no copies.
    /// <see cref="CollectedSession.SavedImagePath"/> gives a path to open.
    /// </summary>
    public IReadOnlyList<string?> SavedImages { get; init; } = [];

    /// <summary>Why the model stopped, such as <c>stop</c> or <c>length</c>; null when not recorded.</summary>
    public string? FinishReason { get; init; }

    /// <summary>What the model thought before it answered; null when not recorded.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Duration of the call in milliseconds; null when not recorded.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>Token counts as the provider gave them; null when not recorded.</summary>
    public JsonElement? Usage { get; init; }

    /// <summary>Places, such as <c>context.score</c>, whose values JSON could not hold and that were stored as
    /// text.</summary>
    public IReadOnlyList<string> StoredAsText { get; init; } = [];
}
