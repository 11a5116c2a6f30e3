namespace SPAgent;

/// <summary>One thing that a merge marked otherwise than it was.</summary>
/// <param name="Id">The trace or session.</param>
/// <param name="Field">What changed: verdict, note, answer or tags.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is; empty where it was taken back.</param>
/// <param name="Who">Who marked it last.</param>
[TypeFormatterSource]
public sealed record LabelOverride(string Id, string Field, string Before, string After, string Who)
{
    /// <summary>One line for a terminal.</summary>
    public override string ToString() => TerminalText.Line(
        $"{Id}: {Field} was {Before}, is {(After.Length > 0 ? After : "taken back")}"
        + (Who.Length > 0 ? $" ({Who})" : ""));
}
