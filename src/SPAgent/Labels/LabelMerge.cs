using System.Globalization;
using System.Text;

namespace SPAgent;

/// <summary>What came in with a file of labels.</summary>
[TypeFormatterSource]
public sealed record LabelMerge
{
    /// <summary>Lines that were added.</summary>
    public required int Added { get; init; }

    /// <summary>Lines that were here already.</summary>
    public required int Known { get; init; }

    /// <summary>Lines of the file that could not be read; they were passed over.</summary>
    public required int Unreadable { get; init; }

    /// <summary>What was marked here and is marked otherwise now, by record.</summary>
    public required IReadOnlyList<LabelOverride> Overrode { get; init; }

    /// <summary>The merge for a terminal.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture,
            $"{TerminalText.Count(Added, "line")} added, {Known:N0} known already");
        if (Unreadable > 0) text.Append(CultureInfo.InvariantCulture, $", {Unreadable:N0} not readable");
        text.Append('\n');
        foreach (LabelOverride one in Overrode) text.Line($"{one}");
        return text.ToString();
    }
}
