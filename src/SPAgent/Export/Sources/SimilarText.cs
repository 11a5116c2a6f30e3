using System.Text;

namespace SPAgent;

/// <summary>
/// A text that is compared with others: by the stretches of four characters in it (Dice's coefficient), in any
/// language. Case and white space do not count.
/// </summary>
internal sealed class SimilarText
{
    private const int Stretch = 4, BitsOfACharacter = 16;

    // Four characters fill a number, so that no two stretches are taken for each other.
    private readonly ulong[] _stretches;

    public SimilarText(string text)
    {
        StringBuilder folded = new();
        foreach (char letter in text)
        {
            if (!char.IsWhiteSpace(letter)) folded.Append(char.ToLowerInvariant(letter));
            else if (folded.Length > 0 && folded[^1] != ' ') folded.Append(' ');
        }

        string plain = folded.ToString().TrimEnd().PadRight(Stretch);
        _stretches = new ulong[plain.Length - Stretch + 1];
        for (int i = 0; i < _stretches.Length; i++)
        {
            for (int j = 0; j < Stretch; j++) _stretches[i] = (_stretches[i] << BitsOfACharacter) | plain[i + j];
        }

        Array.Sort(_stretches);
    }

    /// <summary>Everything that the model said and called in a trace.</summary>
    public static SimilarText Of(Trace trace) => new(string.Join('\n', (IEnumerable<string?>)
    [
        .. trace.Turns.Select(turn => turn.Response),
        .. trace.ToolCalls.Select(
            call => $"{call.Name} {call.Code ?? (call.Arguments is { } given ? JsonText.Line(given) : "")}"),
        trace.Turns.Count == 0 ? trace.FinalResponse : "",
    ]));

    /// <summary>How similar two texts are, from 0 (nothing in common) to 1 (the same).</summary>
    public double To(SimilarText other)
    {
        int common = 0;
        for (int i = 0, j = 0; i < _stretches.Length && j < other._stretches.Length;)
        {
            int order = _stretches[i].CompareTo(other._stretches[j]);
            if (order == 0) common++;
            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        return 2.0 * common / (_stretches.Length + other._stretches.Length);
    }
}
