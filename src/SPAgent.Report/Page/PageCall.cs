using System.Text.Json;

namespace SPAgent;

/// <summary>A tool call: what was asked for, what came of it, and the pictures before and after.</summary>
internal sealed record PageCall
{
    private const int LongestArguments = 400;

    public required string Name { get; init; }

    public JsonElement? Arguments { get; init; }

    /// <summary>The arguments as the model wrote them, where they differ.</summary>
    public JsonElement? Written { get; init; }

    /// <summary>The unit of the box that it wrote; null for pixels.</summary>
    public BoxUnits? Units { get; init; }

    /// <summary>What was mended to read the call.</summary>
    public IReadOnlyList<string> Repairs { get; init; } = [];

    /// <summary>Code that the model wrote; shown in place of the arguments.</summary>
    public string? Code { get; init; }

    /// <summary>Whether it worked; null where nothing says so.</summary>
    public required bool? Success { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<Html> Shots { get; init; } = [];

    public Html ToHtml()
    {
        Html arguments = Arguments is { ValueKind: not JsonValueKind.Undefined } given && Code is null
            ? Html.Of($"<code dir=\"auto\">{PageParts.Shorten(JsonText.Line(given), LongestArguments)}</code>")
            : Html.Empty;
        Html code = Code is null ? Html.Empty : Html.Of($"<pre dir=\"auto\">{PageParts.Cut(Code)}</pre>");
        Html message = Message is null ? Html.Empty
            : Html.Of($"<p class=\"{(Success is false ? "bad" : "soft")}\" dir=\"auto\">{PageParts.Cut(Message)}</p>");
        Html state = Success switch
        {
            true => new("<span class=\"good\">worked</span>"),
            false => new("<span class=\"bad\">failed</span>"),
            null => Html.Empty
        };
        return
            Html.Of(
                $"<div class=\"call\"><h4>{Name} {arguments} {state}</h4>{AsWritten()}{message}{code}{PageParts.Shots(Shots)}</div>");
    }

    private Html AsWritten()
    {
        if (Written is null && Repairs.Count == 0) return Html.Empty;
        string written = Written is { } given
            ? $"the model wrote {PageParts.Shorten(JsonText.Line(given), LongestArguments)}" : "";
        string units = Units is { } unit ? $" in {unit.ToString().ToLowerInvariant()}" : "", repairs = Repairs.Count > 0
            ? $"{(written.Length > 0 ? "; " : "")}mended: {string.Join(", ", Repairs)}" : "";
        return Html.Of($"<p class=\"soft\" dir=\"auto\">{written}{units}{repairs}</p>");
    }
}
