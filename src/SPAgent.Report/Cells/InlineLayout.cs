using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// The layout of a cell a second time, in its elements: a notebook that is not trusted, and places that show notebooks,
/// throw style sheets away and keep this. It says where things stand, in words that the sheet of the cell agrees with.
/// </summary>
internal static partial class InlineLayout
{
    private const string Line = "1px solid var(--line,#85837d4d)";

    private static readonly Dictionary<string, string> s_classes = new()
    {
        ["figures"] = $"display:flex;flex-wrap:wrap;margin:0;border:{Line};border-radius:10px",
        ["fig"] = "flex:1 1 104px;padding:10px 14px 8px",
        ["charts"] = "display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:16px",
        ["chart"] = $"margin:0;border:{Line};border-radius:10px;padding:14px 16px 10px;max-width:420px",
        ["panel"] = $"border:{Line};border-radius:10px;padding:14px 16px 10px",
        ["world"] = "margin:0;padding:0",
        ["call"] = $"border:{Line};border-radius:10px;padding:12px 14px;margin-top:12px",
        ["shots"] = "display:flex;flex-wrap:wrap;align-items:flex-start;margin-top:10px",
        ["shot"] = "display:inline-block;vertical-align:top;margin:0 14px 10px 0;max-width:420px",
        ["scroll"] = "overflow-x:auto",
        ["turn"] = "border-left:2px solid var(--line,#85837d4d);padding-left:20px;margin-left:6px",
        ["text"] = "white-space:pre-wrap;overflow-wrap:anywhere;max-width:68ch",
        ["cols"] = "display:grid;grid-template-columns:minmax(0,1fr) 270px;gap:24px",
        ["facts"] = "display:flex;flex-wrap:wrap;gap:2px 18px",
        ["head"] = "font-size:17px",
        ["rows"] = "display:grid;grid-template-columns:auto minmax(0,1fr);gap:3px 14px;margin:0",
        ["findings"] = "list-style:none;margin:0",
        ["group"] = "margin:0 0 6px",
        ["soft"] = "color:var(--soft,#85837d)",
        ["good"] = "color:var(--good,#37905b)",
        ["bad"] = "color:var(--bad,#d0574a)",
        ["warn"] = "color:var(--warn,#a97b1c)",
        ["gauge"] = "display:flex;height:12px;overflow:hidden;border-radius:6px;background:var(--line,#85837d4d)",
        ["done"] = "background:var(--accent,#4a7dc7)",
        ["earlier"] = "background:var(--accent,#4a7dc7);opacity:0.5",
        ["failed"] = "background:var(--bad,#d0574a)",
    };

    /// <summary>The markup with the layout in its elements.</summary>
    public static string Of(string markup) => Definitions().Replace(Tags().Replace(markup, tag =>
    {
        string style = string.Join(';',
            tag.Groups["classes"].Value.Split(' ').Select(name => s_classes.GetValueOrDefault(name)).OfType<string>());
        if (style.Length == 0) return tag.Value;
        return tag.Value.Contains(" style=\"", StringComparison.Ordinal)
            ? tag.Value.Replace(" style=\"", $" style=\"{style};", StringComparison.Ordinal)
            : $"{tag.Value[..^1]} style=\"{style}\">";
    }), "<dd style=\"margin:0\"");

    // What is escaped holds no "<" and ">", so each is a tag.
    [GeneratedRegex("<[a-z][a-z0-9]* [^<>]*?class=\"(?<classes>[^\"]*)\"[^<>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("<dd(?=[ >])(?![^>]*style=)")]
    private static partial Regex Definitions();
}
