using System.Text.Json;
using Microsoft.Extensions.AI.Evaluation;

namespace SPAgent;

/// <summary>The row of a dataset that an answer is about, for evaluators: with it a reward finds the truth.</summary>
/// <param name="row">The row without its image: a JSON object.</param>
public sealed class DatasetRowContext(JsonElement row) : EvaluationContext(ContextName, row.GetRawText())
{
    /// <summary>The name of such a context.</summary>
    public const string ContextName = "Dataset row";

    /// <summary>The row.</summary>
    public JsonElement Row { get; } = row;
}
