using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>What trainers ask of a row. Each rule gives what breaks it.</summary>
internal static class RowRules
{
    /// <summary>Each <c>&lt;image&gt;</c> in the text stands for a picture, and each picture has one.</summary>
    public static IEnumerable<RowProblem> Placeholders(TrainingRow row, params string[] otherMedia)
    {
        int shown = 0;
        if (row.System.Count(TrainingMessage.Placeholder) is > 0 and int inSystem) yield return new(null, Literal(inSystem, "the system prompt"));
        foreach (TrainingMessage message in row.Messages)
        {
            shown += message.Images;
            int found = message.Text.Count(TrainingMessage.Placeholder);
            if (found != message.InlineImages) yield return new(message.Turn, Literal(found - message.InlineImages, "the text"));
            foreach (string media in otherMedia)
            {
                if (message.Text.Count(Encoding.UTF8.GetBytes(media)) > 0) yield return new(message.Turn, $"the text holds {media}, which the trainer takes for a placeholder");
            }
        }

        if (shown != row.Images.Count) yield return new(null, $"it has {row.Images.Count} pictures and {shown} places for them");
    }

    /// <summary>The user or a tool speaks, then the model, in turns to the end.</summary>
    public static IEnumerable<RowProblem> Alternation(TrainingRow row)
    {
        for (int i = 0; i < row.Messages.Count; i++)
        {
            bool modelSpeaks = row.Messages[i].Role == TrainingRole.Assistant;
            if (modelSpeaks == (i % 2 == 1)) continue;
            yield return new(row.Messages[i].Turn, modelSpeaks ? "the model speaks out of turn" : "the model says nothing in between");
            yield break;
        }
    }

    /// <summary>There is something to learn: the model has the last word, and it is not empty.</summary>
    public static IEnumerable<RowProblem> LastWord(TrainingRow row)
    {
        if (row.Messages is not [.., { Role: TrainingRole.Assistant } last])
        {
            yield return new(row.Messages.Count > 0 ? row.Messages[^1].Turn : null, "it ends without a reply of the model");
        }
        else if (last.Calls.Count > 0)
        {
            yield return new(last.Turn, "it ends with a tool call that nothing answers");
        }
        else if (last.Text.Utf8.IsEmpty)
        {
            yield return new(last.Turn, "the last reply is empty");
        }
    }

    /// <summary>Tools are an array, calls name a tool and have an object as arguments.</summary>
    public static IEnumerable<RowProblem> Tools(TrainingRow row)
    {
        if (row.Tools is { ValueKind: not JsonValueKind.Array } tools) yield return new(null, $"its tool definitions are {tools.ValueKind}, an array is expected");
        foreach (TrainingMessage message in row.Messages)
        {
            if (message.Calls.Any(call => call.Name.Length == 0 || call.Arguments.ValueKind != JsonValueKind.Object))
            {
                yield return new(message.Turn, "a tool call has no name, or arguments that are no object");
            }
        }
    }

    private static string Literal(int count, string where) => count > 0
        ? $"{where} holds {count} literal <image>, which the trainer takes for {(count == 1 ? "a picture" : "pictures")}"
        : $"{where} lacks the <image> of {-count} pictures";
}
