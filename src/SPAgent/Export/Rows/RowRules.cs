using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>What trainers ask of a row. Each rule gives what breaks it.</summary>
internal static class RowRules
{
    /// <summary>Each <c>&lt;image&gt;</c> in the text stands for a picture, and each picture has one.</summary>
    public static IEnumerable<RowProblem> Placeholders(TrainingRow row, params string[] otherMedia)
    {
        int shown = row.Messages.Sum(message => message.Images);
        RowProblem[] count = shown == row.Images.Count ? []
            : [new(null, $"it has {row.Images.Count} pictures and {shown} places for them")];
        return [.. Literals(row, otherMedia), .. count];
    }

    /// <summary>No mark of a medium stands in the row that is none: in texts, calls, or definitions of tools.</summary>
    public static IEnumerable<RowProblem> Literals(TrainingRow row, params string[] otherMedia)
    {
        string[] marks = ["<image>", .. otherMedia];
        if (Held(row.Tools, marks) is { } inTools)
            yield return new(null,
                $"the definitions of its tools hold {inTools}, which the trainer takes for a placeholder");
        if (row.System.Count(TrainingMessage.Placeholder) is > 0 and int inSystem)
            yield return new(null, Literal(inSystem, "the system prompt"));
        foreach (string media in otherMedia.Where(media => row.System.Count(Encoding.UTF8.GetBytes(media)) > 0))
        {
            yield return new(null, $"the system prompt holds {media}, which the trainer takes for a placeholder");
        }

        foreach (TrainingMessage message in row.Messages)
        {
            int found = message.Text.Count(TrainingMessage.Placeholder);
            if (found != message.InlineImages)
                yield return new(message.Turn, Literal(found - message.InlineImages, "the text"));
            foreach (string media in otherMedia.Where(media => message.Text.Count(Encoding.UTF8.GetBytes(media)) > 0))
            {
                yield return new(message.Turn, $"the text holds {media}, which the trainer takes for a placeholder");
            }

            if (message.Calls.Select(call => Held(call.Arguments, marks))
                .FirstOrDefault(mark => mark is not null) is { } inCall)
            {
                yield return new(message.Turn, $"a call holds {inCall}, which the trainer takes for a placeholder");
            }
        }
    }

    /// <summary>The user or a tool speaks, then the model, in turns to the end.</summary>
    public static IEnumerable<RowProblem> Alternation(TrainingRow row)
    {
        for (int i = 0; i < row.Messages.Count; i++)
        {
            bool modelSpeaks = row.Messages[i].Role == TrainingRole.Assistant;
            if (modelSpeaks == (i % 2 == 1)) continue;
            yield return new(row.Messages[i].Turn, modelSpeaks ? "the model speaks out of turn"
                : "the model says nothing in between");
            yield break;
        }
    }

    /// <summary>There is something to learn: the model has the last word, and it is not empty.</summary>
    public static IEnumerable<RowProblem> LastWord(TrainingRow row)
    {
        // A question for the student to answer.
        if (row.Task == TrainingTask.Grpo) yield break;
        if (row.Messages is not [.., { Role: TrainingRole.Assistant } last])
        {
            yield return new(row.Messages.Count > 0 ? row.Messages[^1].Turn : null,
                "it ends without a reply of the model");
        }
        else if (last.Calls.Count > 0)
        {
            yield return new(last.Turn, "it ends with a tool call that nothing answers");
        }
        else if (SaysNothing(last.Text))
        {
            yield return new(last.Turn, "the last reply is empty");
        }
    }

    // White space, or a thought alone that holds no answer.
    private static bool SaysNothing(EncodedText text)
    {
        ReadOnlySpan<byte> said = text.Utf8;
        if (said.Length > 16 && !said.StartsWith("<think>"u8)) return false;
        string whole = text.ToString();
        return string.IsNullOrWhiteSpace(whole)
            || (ReplyText.Of(whole).IsAllThought && AnswerText.Find(whole) is null);
    }

    /// <summary>Every tool that is called is one that the row declares.</summary>
    public static IEnumerable<RowProblem> Declared(TrainingRow row)
    {
        if (row.Called.Count == 0 || row.DeclaredTools is not { } declared) yield break;
        foreach ((int turn, string name) in row.Called.Where(call => !declared.Contains(call.Name)))
        {
            yield return new(turn, $"it calls {name}, a tool that the row does not declare");
        }
    }

    /// <summary>Every picture is one that the image processors of trainers take.</summary>
    public static IEnumerable<RowProblem> Sizes(TrainingRow row)
    {
        foreach (TrainingImage image in row.Images)
        {
            (PixelSize? size, string? problem) = SizeOf(image);
            if (problem is not null) yield return new(null, problem);
            if (size is not { Width: > 0, Height: > 0 } known) continue;
            int least = Math.Min(known.Width, known.Height), most = Math.Max(known.Width, known.Height);
            if (least < BoxRegion.LeastSide)
                yield return new(null,
                    $"a picture is {known} pixels; image processors take sides from {BoxRegion.LeastSide}");
            else if (most > (long)BoxRegion.MostAspect * least)
                yield return new(null, $"a picture is {known} pixels; image processors take at "
                    + $"most {BoxRegion.MostAspect} times as long as wide");
        }
    }

    /// <summary>Tools are an array, calls name a tool and have an object as arguments.</summary>
    public static IEnumerable<RowProblem> Tools(TrainingRow row)
    {
        if (row.Tools is { ValueKind: not JsonValueKind.Array } tools)
            yield return new(null, $"its tool definitions are {tools.ValueKind}, an array is expected");
        foreach (TrainingMessage message in row.Messages)
        {
            if (message.Calls.Any(call => call.Name.Length == 0 || call.Arguments.ValueKind != JsonValueKind.Object))
            {
                yield return new(message.Turn, "a tool call has no name, or arguments that are no object");
            }
        }
    }

    // A picture that can't be read is another rule's matter.
    private static (PixelSize? Size, string? Problem) SizeOf(TrainingImage image)
    {
        if (image.Bytes is null && image.File is null) return (null, null);
        try
        {
            return (image.Size(), null);
        }
        catch (InvalidDataException unreadable)
        {
            return (null, unreadable.Message);
        }
    }

    // The first of some marks in any string of a value, as a reader of the JSON sees it.
    private static string? Held(JsonElement? value, string[] marks) =>
        value is not { } given ? null : given.ValueKind switch
        {
            JsonValueKind.String =>
                Array.Find(marks, mark => given.GetString()!.Contains(mark, StringComparison.Ordinal)),
            JsonValueKind.Array =>
                given.EnumerateArray().Select(item => Held(item, marks)).FirstOrDefault(mark => mark is not null),
            JsonValueKind.Object => given.EnumerateObject()
                .Select(property => Array.Find(marks, mark => property.Name.Contains(mark, StringComparison.Ordinal))
                    ?? Held(property.Value, marks))
                .FirstOrDefault(mark => mark is not null),
            _ => null,
        };

    private static string Literal(int count, string where) => count > 0
        ? $"{where} holds {count} literal <image>, which the trainer takes "
            + $"for {(count == 1 ? "a picture" : "pictures")}"
        : $"{where} lacks the <image> of {-count} pictures";
}
