namespace SPAgent;

/// <summary>The list of all items, to search, narrow down and sort.</summary>
internal static class PageList
{
    private const int MostTools = 40;

    /// <summary>What stands before its lines and behind them.</summary>
    /// <param name="content">What the page is about.</param>
    /// <param name="rows">How many lines.</param>
    /// <param name="words">The addresses of what was said, where it is on pages beside this one.</param>
    public static (Html Top, Html Bottom) Around(IPageContent content, int rows, IReadOnlyList<string> words)
    {
        string things = content.Thing + "s";
        return (Html.Of($"""
            <section><h2>{char.ToUpperInvariant(things[0])}{things[1..]}</h2><div class="tools"><input id="search" type="search" placeholder="Search what was asked, said and done" aria-label="Search">
            {Choice("outcome", "Outcome", [("", "Any outcome"), .. content.Outcomes])}
            {Choice("tool", "Tool", [("", "Any tool"), .. content.Tools.Take(MostTools).Select(tool => (tool, tool))])}
            {Choice("order", "Order", content.Orders)}
            <output id="shown" data-things="{things}">{rows} {things}</output></div>
            <ul class="list"{Html.If(words.Count > 0, () => Html.Of($" data-words=\"{string.Join(' ', words)}\""))}>
            """), new("</ul></section>\n"));
    }

    private static Html Choice(string id, string name, IEnumerable<(string Value, string Name)> options) => Html.Of(
        $"<select id=\"{id}\" aria-label=\"{name}\">{Html.Join(options.Select(one => Html.Of($"<option value=\"{one.Value}\">{one.Name}</option>")))}</select>");
}
