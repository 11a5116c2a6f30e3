using System.Buffers;
using System.Globalization;
using System.Text;

namespace SPAgent.Internal;

/// <summary>HTML that is put together from parts: what is interpolated is escaped, unless it is HTML already.</summary>
/// <remarks>
/// Texts of models and datasets come in as strings and so can't become markup: only literal parts of the code are.
/// Control characters and overrides of the text direction are made visible.
/// </remarks>
public readonly record struct Html(string Markup)
{
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'");

    /// <summary>No markup.</summary>
    public static Html Empty { get; } = new("");

    /// <summary>A text as it is, escaped.</summary>
    public static Html Text(string? text) => new(Escape(text ?? ""));

    /// <summary>Literal markup with escaped values in it.</summary>
    public static Html Of(FormattableString format)
    {
        object?[] arguments = format.GetArguments();
        object?[] safe = Array.ConvertAll(arguments, argument => argument switch
        {
            Html html => html.Markup,
            double or float or int or long or null => argument,
            IFormattable value => (object)new Escaped(value),
            _ => Escape(argument.ToString() ?? ""),
        });
        return new(string.Format(CultureInfo.InvariantCulture, format.Format, safe));
    }

    /// <summary>The parts one behind the other.</summary>
    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Markup)));

    /// <summary>The markup when the condition holds, else nothing.</summary>
    public static Html If(bool condition, Func<Html> then) => condition ? then() : Empty;

    /// <summary>The markup.</summary>
    public override string ToString() => Markup;

    private static string Escape(string text)
    {
        text = TerminalText.Text(text);
        int at = text.AsSpan().IndexOfAny(Special);
        if (at < 0) return text;
        StringBuilder escaped = new(text.Length + 64);
        int from = 0;
        for (; at >= 0; at = text.AsSpan(from).IndexOfAny(Special) is >= 0 and int next ? from + next : -1)
        {
            escaped.Append(text, from, at - from)
                .Append(text[at] switch
                {
                    '&' => "&amp;",
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '"' => "&quot;",
                    _ => "&#39;"
                });
            from = at + 1;
        }

        return escaped.Append(text, from, text.Length - from).ToString();
    }

    private readonly struct Escaped(IFormattable value) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) =>
            Escape(value.ToString(format, formatProvider));
    }
}
