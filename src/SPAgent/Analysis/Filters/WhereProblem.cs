namespace SPAgent;

/// <summary>What is wrong with a condition, with its place marked.</summary>
internal static class WhereProblem
{
    private const int Around = 60;

    public static ArgumentException At(string text, int at, string what)
    {
        int from = Math.Max(0, at - Around), to = Math.Min(text.Length, at + Around);
        string before = (from > 0 ? "…" : "") + text[from..at], after = text[at..to] + (to < text.Length ? "…" : "");
        return new ArgumentException(
            TerminalText.Line($"Condition, character {at + 1}: {what}: {before}►{after}"));
    }
}
