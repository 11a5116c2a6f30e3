namespace SPAgent;

/// <summary>What a filter asks of a label: <c>keep</c>, <c>drop</c>, <c>none</c> or <c>tag:T</c>.</summary>
internal static class LabelTest
{
    private const string None = "none", TagStart = "tag:";

    /// <summary>The test as it was given.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Check(string test, bool allowsNone)
    {
        ArgumentNullException.ThrowIfNull(test);
        bool known = test is "keep" or "drop" || (test == None && allowsNone)
            || (test.StartsWith(TagStart, StringComparison.Ordinal) && test[TagStart.Length..].Trim().Length > 0);
        return known ? test : throw new ArgumentException(
            $"\"{TerminalText.Line(test)}\" is no label: keep, drop, {(allowsNone ? "none, " : "")}or tag: and a tag.");
    }

    /// <summary>Whether it holds for a label. None: neither keep nor drop.</summary>
    public static bool Holds(string test, RecordLabel label) => test switch
    {
        "keep" => label.Verdict == LabelVerdict.Keep,
        "drop" => label.Verdict == LabelVerdict.Drop,
        None => label.Verdict == LabelVerdict.None,
        _ => label.Tags.Contains(test[TagStart.Length..].Trim(), StringComparer.Ordinal),
    };
}
