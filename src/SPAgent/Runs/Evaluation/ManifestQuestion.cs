using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// The question of a manifest's row, and its truth: columns <c>question</c>, <c>answer</c>, <c>choices</c> (or
/// <c>options</c>) and <c>task</c>; or, as benchmarks are written, <c>conversations</c> whose first human turn asks
/// and whose first other turn is the truth.
/// </summary>
internal static class ManifestQuestion
{
    private const string Mark = "<image>";

    private static readonly string[] s_choices = ["choices", "options"], s_asking = ["human", "user"];

    /// <summary>The question of a row; null where it has none.</summary>
    public static (string Question, JsonElement Row, string? Task)? Of(DatasetRow row)
    {
        JsonObject values = JsonNode.Parse(row.ToJson())!.AsObject();
        (string? asked, string? truth) = Turns(values["conversations"]);
        if (Text(values["question"]) is not { } question)
        {
            if (asked is null) return null;
            question = asked;
            values["question"] = question;
            if (truth is not null && values["answer"] is null) values["answer"] = truth;
        }

        if (s_choices.FirstOrDefault(name => values[name] is JsonArray or JsonObject) is { } choices)
        {
            // Where the rewards look for them.
            values["options"] ??= values[choices]!.DeepClone();
            question = WithChoices(question, values[choices]!);
        }

        return (question, JsonElement.Parse(values.ToJsonString(JsonSettings.Line)), Text(values["task"]));
    }

    private static (string? Asked, string? Truth) Turns(JsonNode? conversations)
    {
        string? asked = null;
        foreach (JsonNode? turn in conversations as JsonArray ?? [])
        {
            if (turn is not JsonObject said) continue;
            string? text = Text(said["value"]) ?? Text(said["content"]);
            bool asks = s_asking.Contains(Text(said["from"]) ?? Text(said["role"]));
            if (asks && asked is null)
                asked = text?.Replace(Mark, "", StringComparison.Ordinal).Trim();
            else if (!asks && asked is not null) return (asked, text);
        }

        return (asked, null);
    }

    // Unless the question lists them itself.
    private static string WithChoices(string question, JsonNode choices)
    {
        (string Letter, string Text)[] listed = choices is JsonObject named
            ? [.. named.Select(choice => (choice.Key, $"{choice.Value}"))]
            : [.. choices.AsArray().Select((choice, i) => ($"{(char)('A' + (i % 26))}", $"{choice}"))];
        return listed.Length == 0 || listed.All(choice => Names(question, choice.Text))
            ? question
            : $"{question}\n{string.Join('\n', listed.Select(choice => $"{choice.Letter}. {choice.Text}"))}";
    }

    // Not inside a word: "no" does not stand in "know".
    private static bool Names(string question, string choice)
    {
        for (int at = question.IndexOf(choice, StringComparison.Ordinal); at >= 0;
            at = question.IndexOf(choice, at + 1, StringComparison.Ordinal))
        {
            if (!IsInWord(question, at) && !IsInWord(question, at + choice.Length)) return true;
        }

        return false;
    }

    // Whether Latin letters or digits stand on both sides; other scripts may have no borders between words.
    private static bool IsInWord(string text, int at) =>
        at > 0 && at < text.Length && IsLatin(text[at - 1]) && IsLatin(text[at]);

    private static bool IsLatin(char one) => one < '\u0250' && char.IsLetterOrDigit(one);

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && !string.IsNullOrWhiteSpace(text)
            ? text : null;
}
