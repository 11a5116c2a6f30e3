namespace SPAgent.Internal;

/// <summary>The formatters that <see cref="TypeFormatterSourceAttribute"/> points to: they draw from
/// <see cref="RendererTable.Default"/>.</summary>
public sealed class BundleFormatterSource
{
    private readonly RendererTable _table = RendererTable.Default;

    /// <summary>One formatter for each mime type that .NET Interactive can send; found there by name.</summary>
    public IEnumerable<object> CreateTypeFormatters()
    {
        yield return new BundleFormatter(_table, "text/html");
        yield return new BundleFormatter(_table, "image/png");
        yield return new BundleFormatter(_table, "text/plain");
    }

    // Public members of these names and shapes, without overloads, are what the host looks for.
    private sealed class BundleFormatter(RendererTable table, string mimeType)
    {
        public string MimeType { get; } = mimeType;

        public bool Format(object value, TextWriter writer)
        {
            if (table.Render(value)?[MimeType] is not { } content) return false;
            writer.Write(content);
            return true;
        }
    }
}
