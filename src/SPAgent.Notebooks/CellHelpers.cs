using System.Diagnostics.CodeAnalysis;

namespace SPAgent.Notebooks;

/// <summary>
/// What every cell can call without a <c>using</c>. The names are those of .NET Interactive, so that cells move both
/// ways. Outside of a cell, in a script, values are printed as text.
/// </summary>
[SuppressMessage("Naming", "CA1708", Justification = "display and Display, as in .NET Interactive.")]
public static class CellHelpers
{
    /// <summary>Signalled when the user interrupts the cell; hand it to what may take long.</summary>
    public static CancellationToken Cancel => CellContext.Current?.Cancel ?? CancellationToken.None;

    /// <summary>Shows a value at once, not only at the end of the cell.</summary>
    /// <param name="value">Anything; null is shown as the word.</param>
    /// <param name="mimeTypes">Only these looks of the value; all by default.</param>
    [SuppressMessage("Style", "IDE1006", Justification = "The name in .NET Interactive.")]
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        ArgumentNullException.ThrowIfNull(mimeTypes);
        CellContext? cell = CellContext.Current;
        var shown = new DisplayedValue(cell, cell is null ? "" : CellContext.NextDisplayId(), mimeTypes);
        shown.Show(value, isUpdate: false);
        return shown;
    }

    /// <inheritdoc cref="display"/>
    // Generic, as all extensions here: so the compiler chooses between it and the one of .NET Interactive, should a
    // cell load that.
    public static DisplayedValue Display<T>(this T value, params string[] mimeTypes) => display(value, mimeTypes);

    /// <summary>Shows text as content of a mime type, such as <c>text/markdown</c>.</summary>
    public static DisplayedValue DisplayAs<T>(this T content, string mimeType)
        where T : notnull
    {
        string text = content.ToString() ?? "";
        return display(ValueFormatter.Bounded(MimeBundle.Text(text).With(mimeType, text)));
    }

    /// <summary>How a value looks in one mime type; empty when it has no such look.</summary>
    public static string ToDisplayString<T>(this T value, string mimeType = "text/plain") =>
        ValueFormatter.Format(value)[mimeType] ?? "";

    /// <summary>Markup to be shown as it is: <c>HTML("&lt;b&gt;bold&lt;/b&gt;")</c> as the last line of a cell, or in
    /// <see cref="display"/>.</summary>
    public static HtmlText HTML(string content) => new(content);

    /// <summary>Runs a script in the page that shows the notebook.</summary>
    public static void Javascript(string scriptContent) => display(ForeignText.JavaScript(scriptContent));

    /// <summary>Adds style rules to the page that shows the notebook.</summary>
    public static void CSS(string content) => display(HTML($"<style>{content}</style>"));

    /// <summary>Removes what the cell has shown so far.</summary>
    /// <param name="wait">Only when the next output comes, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => CellContext.Current?.Clear(wait);

    internal static MimeBundle Only(MimeBundle bundle, IReadOnlyList<string> mimeTypes)
    {
        if (mimeTypes.Count == 0) return bundle;
        // Plain text goes along always: every front end can show it.
        MimeBundle chosen = MimeBundle.Text(bundle.ToString());
        foreach (string type in mimeTypes)
        {
            if (bundle[type] is { } content) chosen = chosen.With(type, content);
        }

        foreach ((string type, int width, int height) in bundle.Sizes) chosen = chosen.WithSize(type, width, height);

        return chosen;
    }
}
