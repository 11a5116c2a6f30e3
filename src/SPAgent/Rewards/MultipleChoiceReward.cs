using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// 1 when the right option was chosen, else 0. A choice is a letter A to Z — <c>B</c>, <c>(B)</c>, <c>B. a red
/// door</c>, <c>The answer is B</c> — or the very text of an option, looked for in answer tags, else in a box, else in
/// the whole response without its thoughts.
/// </summary>
[TypeFormatterSource]
public sealed partial class MultipleChoiceReward : IReward
{
    /// <inheritdoc/>
    public string Name => "choice";

    /// <summary>
    /// Column that holds the truth: a letter, the text of the right option, or its number, which counts from 0; a text
    /// that is an option's is that option, also where it is a number. Default <c>answer</c>.
    /// </summary>
    public string AnswerColumn { get; init; } = "answer";

    /// <summary>
    /// Column that holds the texts of the options, A first: an array, or an object keyed by letters. A row may do
    /// without; with it, a letter past the last option is no answer. Default <c>options</c>.
    /// </summary>
    public string OptionsColumn { get; init; } = "options";

    // Not a property of the class: those are settings, and stand in run.json.
    IReadOnlyList<string> IReward.TruthColumns => [AnswerColumn];

    /// <inheritdoc/>
    public RewardScore? Score(string response, JsonElement row)
    {
        ArgumentNullException.ThrowIfNull(response);
        string[] options = Options(row);
        if (Truth(row, options) is not char truth) return null;
        char? choice = Choice(response, options, isChoice: true);
        return new RewardScore { Score = choice == truth ? 1 : 0, ParseSuccess = choice is not null };
    }

    /// <summary>The letter that a response chose; where the row has no options, only one that stands in its place for
    /// an answer.</summary>
    internal char? ChoiceOf(string response, JsonElement row) =>
        Choice(response, Options(row), isChoice: Options(row).Length > 0);

    /// <summary>The letter of the right option; null where the row holds none.</summary>
    internal char? TruthOf(JsonElement row) => Truth(row, Options(row));

    private static char? Choice(string response, string[] options, bool isChoice) =>
        Choice(AnswerText.Compared(response) ?? (isChoice ? AnswerText.Spoken(response) : ""), options);

    private char? Truth(JsonElement row, string[] options)
    {
        if (RowText.Of(row, AnswerColumn) is not string truth) return null;
        char? named = Choice(truth, options);
        // Of "1", "2", "3" the text "2" is the second.
        bool isText = RowText.Column(row, AnswerColumn) is { ValueKind: JsonValueKind.String };
        if (isText && named is not null) return named;
        bool numbered = int.TryParse(truth, out int number) && number >= 0 && number < Math.Min(26, options.Length);
        return numbered ? Letter(number) : named;
    }

    private string[] Options(JsonElement row) => RowText.Column(row, OptionsColumn) switch
    {
        { ValueKind: JsonValueKind.Array } list =>
            [.. list.EnumerateArray().Select(option => RowText.Of(option) ?? "")],
        { ValueKind: JsonValueKind.Object } named => [.. named.EnumerateObject()
            .OrderBy(option => option.Name, StringComparer.OrdinalIgnoreCase)
            .Select(option => RowText.Of(option.Value) ?? "")],
        _ => [],
    };

    private static char? Choice(string text, string[] options)
    {
        if (Option(text, options) is { } option) return option;
        Match match = Announced().Matches(text).LastOrDefault() ?? Alone().Match(text);
        if (!match.Success) return null;
        // "Answer: A blue door", where A is a word.
        string announced = text[match.Groups["letter"].Index..];
        int end = announced.IndexOf('\n');
        if (Option((end < 0 ? announced : announced[..end]).TrimEnd(' ', '\r', '.', '*'), options) is { } words)
            return words;
        char letter = char.ToUpperInvariant(announced[0]);
        return options.Length == 0 || letter - 'A' < options.Length ? letter : null;
    }

    // The letter of the option that a text is.
    private static char? Option(string text, string[] options)
    {
        string folded = AnswerText.Fold(text);
        int option = Array.FindIndex(options, known => known.Length > 0 && AnswerText.Fold(known) == folded);
        return option is >= 0 and < 26 ? Letter(option) : null;
    }

    private static char Letter(int index) => (char)('A' + index);

    // "b", "(B)", "B.", "B) a red door", "**B**", "Option B"; but not "A red door", where A is a word.
    [GeneratedRegex(@"\A[\s*$]*(?i:(?:option|choice)\s+)?(?:[(\[（]\s*(?<letter>[A-Za-z])\s*[)\]）]"
        + @"|(?<letter>[A-Za-z])(?>\s*)(?:(?>[\s*$]*)\z|[.):：](?>[\s*$]*)\z|[.):]\*{0,2}\s|[、。，：）]))")]
    private static partial Regex Alone();

    // Capitals only: in "the answer is a guess" nothing is chosen, nor in "Answer: I do not know".
    [GeneratedRegex(@"\b(?i:answer|choice|option)(?i:\s*is\b(?:\s*:)?|\s*[:=])[\s*""'(\[$]*" +
        @"(?:(?i:option|choice)\s+[*""'(\[]*)?(?<letter>[A-Z])(?![A-Za-z'])(?!(?<=I)\s)")]
    private static partial Regex Announced();
}
