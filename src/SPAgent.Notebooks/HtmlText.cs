namespace SPAgent.Notebooks;

/// <summary>HTML that is shown as it is, scripts included; so never make it of text that a model or a dataset wrote
/// without escaping that.</summary>
[TypeFormatterSource(typeof(FormatterSource))]
public sealed class HtmlText(string content)
{
    /// <summary>The markup.</summary>
    public string Content { get; } = content ?? "";

    /// <summary>The markup, so that it can be put together with other text.</summary>
    public override string ToString() => Content;

    // What .NET Interactive's formatters look for by name, so that the markup can stand inside theirs.
    private sealed class FormatterSource
    {
        private readonly Formatter _formatter = new(value => value.ToString());

        public IEnumerable<object> CreateTypeFormatters() => [_formatter];
    }

    private sealed class Formatter(Func<object, string?> markup)
    {
        public string MimeType { get; } = "text/html";

        public bool Format(object value, TextWriter writer)
        {
            writer.Write(markup(value));
            return true;
        }
    }
}
